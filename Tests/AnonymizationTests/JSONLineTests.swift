@testable import Anonymization
import Testing

@Suite struct JSONLineTests {
  private func answer(_ line: String) throws -> String {
    var output: [UInt8] = []
    try JSONLineMasker().mask(Array(line.utf8).span, into: &output)
    return String(decoding: output, as: UTF8.self)
  }

  @Test func `offsets count Unicode scalars of the text`() throws {
    #expect(
      try answer(#"{"id":"7","text":"é𝄞 ana@example.org ok","lang":"en","region":null}"#)
        == #"{"id":"7","masked":"é𝄞 <EMAIL_1> ok","spans":[{"start":3,"end":18,"type":"EMAIL"}]}"#)
  }

  @Test func `the id is copied as it was written`() throws {
    #expect(try answer(#"{ "text" : "x" , "id" : {"a":[1,"}"]} }"#) == #"{"id":{"a":[1,"}"]},"masked":"x","spans":[]}"#)
    #expect(try answer(#"{"text":"x"}"#) == #"{"id":null,"masked":"x","spans":[]}"#)
    #expect(try answer(#"{"id":12,"text":"x"}"#) == #"{"id":12,"masked":"x","spans":[]}"#)
  }

  @Test func `escapes are decoded and written anew`() throws {
    #expect(
      try answer(#"{"id":1,"text":"\"a\\b\" \u00e9\ud834\udd1e\n\tana\u0040example.org"}"#)
        == #"{"id":1,"masked":"\"a\\b\" é𝄞\n\t<EMAIL_1>","spans":[{"start":10,"end":25,"type":"EMAIL"}]}"#)
  }

  @Test func `lone surrogates become the sign of repair, one for each`() throws {
    #expect(
      try answer(#"{"id":1,"text":"\ud800 \udc00\ud800x ana@example.org"}"#)
        == "{\"id\":1,\"masked\":\"\u{FFFD} \u{FFFD}\u{FFFD}x <EMAIL_1>\",\"spans\":[{\"start\":6,\"end\":21,\"type\":\"EMAIL\"}]}"
    )
  }

  @Test(arguments: [
    "", "x", "[]", "{", "{\"text\":\"a\"", "{\"text\":\"a}", "{\"text\":\"a\"} x", "{\"text\" \"a\"}", "{\"id\":}",
  ])
  func `a line that is no object is refused`(line: String) {
    #expect(throws: JSONLineError.self) { try answer(line) }
  }

  @Test func `a line without text is refused`() {
    #expect(throws: JSONLineError.missingText) { try answer(#"{"id":1,"text":null}"#) }
  }

  @Test(arguments: [1, 2, 7, 1000])
  func `a stream gives a line for a line, whatever pieces it comes in`(size: Int) {
    let input = Array("{\"id\":1,\"text\":\"a\"}\n\nnope\r\n{\"id\":2,\"text\":\"b\"}".utf8)
    var stream = JSONLineStream()
    var output: [UInt8] = []
    var failures: [JSONLineStream.Failure] = []
    for start in stride(from: 0, to: input.count, by: size) {
      failures += stream.feed(input[start..<min(start + size, input.count)], into: &output)
    }
    failures += stream.finish(into: &output)
    let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
    #expect(
      lines == [
        #"{"id":1,"masked":"a","spans":[]}"#, #"{"id":null,"error":"not a JSON object (byte 1)"}"#,
        #"{"id":2,"masked":"b","spans":[]}"#,
      ])
    #expect(failures == [JSONLineStream.Failure(line: 3, error: .malformed(offset: 0))])
  }
}
