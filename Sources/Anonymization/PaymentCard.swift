enum PaymentCard {
  static func find(in text: Bytes, _ landmarks: Landmarks, into found: inout [Candidate]) {}
}
