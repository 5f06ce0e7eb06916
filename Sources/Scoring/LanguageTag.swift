/// Reads what someone called a language as a BCP 47 tag (RFC 5646) of language, script and region, in canonical case.
///
/// Longer tags are cut after the region: no use of ours needs variants, and a tag that can't carry free text can't carry
/// a customer's data either. Nil when the shape is not that of a tag.
func canonicalLanguageTag(_ stated: String) -> String? {
  let subtags = stated.split(separator: stated.contains("_") ? "_" : "-", omittingEmptySubsequences: false)
  guard subtags.count <= 8, let language = subtags.first, (2...3).contains(language.utf8.count), isLetters(language),
    subtags.allSatisfy({ (1...8).contains($0.utf8.count) && isLettersOrDigits($0) })
  else { return nil }
  var tag = language.lowercased()
  var rest = subtags.dropFirst()
  if let script = rest.first, script.utf8.count == 4, isLetters(script) {
    tag += "-" + script.prefix(1).uppercased() + script.dropFirst().lowercased()
    rest = rest.dropFirst()
  }
  if let region = rest.first,
    (region.utf8.count == 2 && isLetters(region)) || (region.utf8.count == 3 && region.utf8.allSatisfy(isDigit))
  {
    tag += "-" + region.uppercased()
  }
  return tag
}

private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

private func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z") }

private func isLetters(_ text: Substring) -> Bool { text.utf8.allSatisfy(isLetter) }

private func isLettersOrDigits(_ text: Substring) -> Bool { text.utf8.allSatisfy { isLetter($0) || isDigit($0) } }
