import EmbeddedWeights

extension ToneClassifier {
  /// The model that is linked into this build; throws when it was damaged in the making.
  public static func shipped() throws(ModelFileError) -> ToneClassifier {
    let begin = phano_embedded_weights_begin()
    let end = phano_embedded_weights_end()
    guard let begin, let end else { throw .notAModel }
    return try ToneClassifier(bytes: Array(UnsafeBufferPointer(start: begin, count: end - begin)))
  }
}
