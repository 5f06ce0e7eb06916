@testable import Scoring
import Testing

@Suite struct JSONReaderTests {
  private func read(_ text: String) throws -> JSON { try JSONReader.read(Array(text.utf8), maximumBytes: 4096) }

  private func problem(_ bytes: [UInt8]) -> JSONError? {
    do {
      _ = try JSONReader.read(bytes, maximumBytes: 4096)
      return nil
    } catch {
      return error
    }
  }

  @Test func `keeps members in their order and writes them back compactly`() throws {
    let json = try read(#" { "b" : [ 1 , -2.5e0, true, null ], "a" : { "k10" : "x/y" , "k2": "é\n" } } "#)
    #expect(json.compactText == #"{"b":[1,-2.5,true,null],"a":{"k10":"x/y","k2":"é\n"}}"#)
  }

  @Test func `gives each member's byte offset`() throws {
    let json = try read(#"{"é": 1, "b": [true]}"#)
    #expect(json["b"]?.offset == 15)
    #expect(json["b"]?.value.array?.first?.offset == 16)
  }

  @Test func `joins escaped surrogates into one scalar`() throws {
    #expect(try read(#""\ud83d\ude00\u00e9\t""#).string == "😀é\t")
  }

  @Test(arguments: [
    ("", JSONError.Problem.unexpectedEnd, 0), ("{\"a\":1", .unexpectedEnd, 6), ("{\"a\" 1}", .unexpectedByte, 5),
    ("{a:1}", .unexpectedByte, 1), ("[1,]", .unexpectedByte, 3), ("NaN", .unexpectedByte, 0),
    ("Infinity", .unexpectedByte, 0), ("[1] x", .trailingBytes, 4), ("01", .trailingBytes, 1),
    ("1.", .invalidNumber, 2),
    ("1e999", .invalidNumber, 0), ("\"\\ud83d\"", .invalidEscape, 1), ("\"\\ud83d\\u0041\"", .invalidEscape, 1),
    ("\"\\x\"", .invalidEscape, 1), ("\"a\nb\"", .controlCharacter, 2), ("{\"a\":1,\"a\":2}", .duplicateMember, 7),
    ("-", .unexpectedEnd, 1), ("tru", .unexpectedByte, 0),
  ])
  func `names the problem and its place`(text: String, expected: JSONError.Problem, offset: Int) {
    #expect(problem(Array(text.utf8)) == JSONError(problem: expected, offset: offset))
  }

  @Test func `refuses invalid UTF-8 in a string`() {
    #expect(problem([0x22, 0xFF, 0x22]) == JSONError(problem: .invalidUTF8, offset: 0))
  }

  @Test func `tells NFC and NFD spellings of a member apart`() throws {
    let json = try read("{\"caf\u{E9}\":1,\"cafe\u{301}\":2}")
    #expect(json["cafe\u{301}"]?.value.integer == 2)
  }

  @Test func `bounds depth and size`() {
    let nested = Array(repeating: UInt8(ascii: "["), count: 4000)
    #expect(problem(nested)?.problem == .tooDeep)
    #expect(problem(Array(repeating: 0x20, count: 4097))?.problem == .tooLong)
  }
}
