/// Delivers one file's records one after the other. Readers are used from one task at a time.
protocol RecordReader: AnyObject {
  /// The next record or problem; `nil` at the end. Throws when the file can't be read any further.
  func next() throws -> ImportedRecord?
}
