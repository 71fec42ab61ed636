package naru.container;

/// How far a log has been read: everything before a place in one of its pieces, and some lines behind that.
///
/// @param piece which piece, as the file system knows it; empty for the oldest
/// @param offset bytes of it that are done with
/// @param lines whole lines behind the offset that are done with too, while a line between them was not whole yet
record Mark(String piece, long offset, int lines) {
    /// Nothing yet.
    static final Mark NONE = new Mark("", 0, 0);
}
