@testable import Evaluation
import Scoring
import Testing

@Suite struct DatasetReaderTests {
  private func failure(_ text: String) -> DatasetError? {
    do {
      _ = try DatasetReader.read(Array(text.utf8))
      return nil
    } catch {
      return error
    }
  }

  @Test func `reads all members and both names of the language`() throws {
    let text = """
      {"id":"1","text":"Fine.","label":"neutral","language":"en","channel":"email","split":"dev","group":"g","x":[1]}

      {"id":"2","text":"Gut!","label":"positive","lang":"de","channel":null}

      """
    #expect(
      try DatasetReader.read(Array(text.utf8)) == [
        LabelledItem(
          id: "1", text: "Fine.", label: .neutral, language: "en", channel: "email", split: "dev", group: "g"),
        LabelledItem(id: "2", text: "Gut!", label: .positive, language: "de"),
      ])
  }

  @Test func `an item without a group is a group of its own`() throws {
    #expect(try DatasetReader.read(Array(#"{"id":"7","text":"x","label":"neutral"}"#.utf8)).first?.group == "7")
  }

  @Test func `reads gzip by its content`() throws {
    // printf '{"id":"1","text":"x","label":"neutral"}\n' | gzip -n
    let bytes: [UInt8] = [
      0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xAB, 0x56, 0xCA, 0x4C, 0x51, 0xB2,
      0x52, 0x32, 0x54, 0xD2, 0x51, 0x2A, 0x49, 0xAD, 0x28, 0x01, 0x32, 0x2B, 0x80, 0xCC, 0x9C, 0xC4,
      0xA4, 0xD4, 0x1C, 0x20, 0x3B, 0x2F, 0xB5, 0xB4, 0xA4, 0x28, 0x31, 0x47, 0xA9, 0x96, 0x0B, 0x00,
      0xA5, 0xF1, 0xA3, 0x32, 0x28, 0x00, 0x00, 0x00,
    ]
    #expect(try DatasetReader.read(bytes) == [LabelledItem(id: "1", text: "x", label: .neutral)])
    let error = #expect(throws: DatasetError.self) { try DatasetReader.read(Array(bytes.dropLast(9))) }
    #expect(error?.description == "the gzip data end too early")
  }

  @Test(arguments: [
    ("{\"id\":", "line 3: not valid JSON at byte 6 (ends too early)"), ("[]", "line 3: not a JSON object"),
    (#"{"text":"x","label":"neutral"}"#, "line 3: 'id' is missing or empty"),
    (#"{"id":"2","label":"neutral"}"#, "line 3: 'text' is missing or empty"),
    (#"{"id":"2","text":" \t","label":"neutral"}"#, "line 3: 'text' is missing or empty"),
    (#"{"id":"2","text":"x"}"#, "line 3: 'label' is missing or empty"),
    (#"{"id":"2","text":"x","label":"Neutral"}"#, "line 3: 'label' is none of negative, neutral, positive"),
    (#"{"id":2,"text":"x","label":"neutral"}"#, "line 3: 'id' is not a string"),
    (#"{"id":"2","text":"x","label":"neutral","lang":1}"#, "line 3: 'lang' is not a string"),
    (#"{"id":"1","text":"x","label":"neutral"}"#, "line 3: the id of line 1 a second time"),
  ])
  func `names the first broken line`(line: String, description: String) {
    let good = #"{"id":"1","text":"x","label":"neutral"}"#
    #expect(failure("\(good)\n\n\(line)\n")?.description == description)
  }

  @Test func `a file without items is no dataset`() {
    #expect(failure("")?.description == "the dataset has no items")
    #expect(failure("\n \n")?.line == nil)
  }
}
