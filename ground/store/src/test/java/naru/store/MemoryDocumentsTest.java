package naru.store;

class MemoryDocumentsTest extends DocumentsContract {
    @Override
    Documents open() {
        return new MemoryDocuments();
    }
}
