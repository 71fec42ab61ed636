import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Makes the product's jars such that the start cache can hold their classes: signatures are taken off, and classes of
/// Java 5 and older become classes of Java 6, with stack maps. Without this, every start reads, verifies and links them
/// anew. The native library of SQLite is unpacked, which every start would do by itself otherwise.
///
/// Arguments: the folder of the jars, the folder for native libraries. Run by product.sh.
final class Jars {
    private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]*\\.(SF|RSA|DSA|EC)");
    private static final String LIBRARY = "libsqlitejdbc.so";

    private final ClassFile classes;

    private Jars(List<Path> jars) {
        URL[] urls = jars.stream().map(Jars::url).toArray(URL[]::new);
        var resolver = ClassHierarchyResolver.ofResourceParsing(new URLClassLoader(urls));
        this.classes = ClassFile.of(
                ClassFile.ClassHierarchyResolverOption.of(resolver), ClassFile.StackMapsOption.GENERATE_STACK_MAPS);
    }

    public static void main(String[] args) throws IOException {
        List<Path> jars;
        try (Stream<Path> all = Files.list(Path.of(args[0]))) {
            jars = all.filter(path -> path.toString().endsWith(".jar")).sorted().toList();
        }
        Jars work = new Jars(jars);
        for (Path jar : jars) {
            if (!fits(jar)) {
                work.mend(jar);
            }
        }
        unpackSqlite(jars, Path.of(args[1]));
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean fits(Path jar) throws IOException {
        try (ZipFile from = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : from.stream().toList()) {
                if (SIGNATURE.matcher(entry.getName()).matches() || entry.getName().endsWith(".class") && isOld(from, entry)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static boolean isOld(ZipFile from, ZipEntry entry) throws IOException {
        try (InputStream in = from.getInputStream(entry)) {
            return isOld(in.readNBytes(8));
        }
    }

    private static boolean isOld(byte[] head) {
        return ((head[6] & 0xff) << 8 | head[7] & 0xff) < ClassFile.JAVA_6_VERSION;
    }

    private void mend(Path jar) throws IOException {
        Path fresh = fresh(jar);
        try (ZipFile from = new ZipFile(jar.toFile());
                ZipOutputStream to = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(fresh)))) {
            to.setLevel(Deflater.NO_COMPRESSION);
            for (ZipEntry entry : from.stream().toList()) {
                if (!SIGNATURE.matcher(entry.getName()).matches()) {
                    ZipEntry kept = new ZipEntry(entry.getName());
                    kept.setTime(entry.getTime());
                    to.putNextEntry(kept);
                    to.write(mended(entry.getName(), from.getInputStream(entry).readAllBytes()));
                    to.closeEntry();
                }
            }
        }
        replace(fresh, jar);
    }

    private static Path fresh(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    /// Never writes over what is there: a daemon that runs has it mapped, and would end on the spot.
    private static void replace(Path fresh, Path file) throws IOException {
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private byte[] mended(String name, byte[] bytes) throws IOException {
        if (name.equals("META-INF/MANIFEST.MF")) {
            return withoutDigests(bytes);
        }
        return name.endsWith(".class") && isOld(bytes) ? younger(bytes) : bytes;
    }

    private byte[] younger(byte[] bytes) {
        ClassModel model = classes.parse(bytes);
        ClassTransform same = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);
        return classes.transformClass(
                model, same.andThen(ClassTransform.endHandler(to -> to.withVersion(ClassFile.JAVA_6_VERSION, 0))));
    }

    private static byte[] withoutDigests(byte[] bytes) throws IOException {
        Manifest manifest = new Manifest(new ByteArrayInputStream(bytes));
        manifest.getEntries().clear();
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        manifest.write(written);
        return written.toByteArray();
    }

    private static void unpackSqlite(List<Path> jars, Path folder) throws IOException {
        String machine = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        Files.createDirectories(folder);
        for (Path jar : jars) {
            try (ZipFile from = new ZipFile(jar.toFile())) {
                ZipEntry library = from.getEntry("org/sqlite/native/Linux/" + machine + "/" + LIBRARY);
                if (library != null) {
                    Path file = folder.resolve(LIBRARY);
                    try (OutputStream to = Files.newOutputStream(fresh(file))) {
                        from.getInputStream(library).transferTo(to);
                    }
                    replace(fresh(file), file);
                }
            }
        }
    }
}
