@testable import Scoring
import Testing

/// Each thing that can be wrong in a prompt's files is reported with its file, its line, and what to do.
@Suite struct PromptErrorTests {
  private func error(_ change: (inout PromptFixture) -> Void) -> PromptError? {
    var fixture = PromptFixture()
    change(&fixture)
    do {
      _ = try fixture.prompt()
      return nil
    } catch {
      return error
    }
  }

  @Test func `the fixture itself is right`() throws {
    let prompt = try PromptFixture().prompt()
    #expect(prompt.name == "tone")
    #expect(prompt.version == "v1")
    #expect(prompt.measuredOn == ["tiny"])
  }

  @Test func `is described with place, problem and remedy`() {
    let error = error { $0.system = "One.\nTwo {{nmae}}.\n{{answer_format}}" }
    #expect(
      error?.description == "system.txt:2: {{nmae}} is not a variable of this file; to mend it, "
        + "use one of {{answer_format}}.")
  }

  @Test func `templates: unknown, missing, repeated and unclosed variables`() {
    #expect(error { $0.system = "No variable." }?.problem == "the variable {{answer_format}} is missing")
    #expect(error { $0.user += "{{language}}" }?.line == 5)
    let twice = error { $0.system = "{{answer_format}}\n{{answer_format}}" }
    #expect(twice?.line == 2 && twice?.problem.contains("second time") == true)
    #expect(error { $0.system = "{{answer_format}} {{" }?.problem == "a {{ is never closed")
    #expect(error { $0.metadata.replaceOnce("Schema: {{schema}}", with: "Schema.") }?.file == "prompt.json")
  }

  @Test func `user.txt: the customer's words must be inside one fence`() {
    #expect(error { $0.user = "{{channel}}\n{{text}}\n" }?.problem.contains("fence") == true)
    #expect(error { $0.user += "</interaction>\n" }?.problem.contains("fence") == true)
    let outside = error {
      $0.user = "{{text}}\n<interaction channel=\"{{channel}}\">\nSubject: {{subject}}\n</interaction>"
    }
    #expect(outside?.line == 1 && outside?.problem == "the customer's words are outside the fence")
    let shared = error { $0.user.replaceOnce("{{text}}", with: "> {{text}}") }
    #expect(shared?.line == 3 && shared?.problem.contains("shares its line") == true)
  }

  @Test func `text files: empty, not UTF-8, carriage returns`() {
    #expect(error { $0.system = "\n" }?.problem == "no text")
    let returns = error { $0.user = $0.user.split(separator: "\n").joined(separator: "\r\n") }
    #expect(returns?.line == 1 && returns?.problem == "a carriage return")
    var files = PromptFixture().files
    files.system = [0xFF, 0xFE]
    let invalid = #expect(throws: PromptError.self) { try Prompt(files: files) }
    #expect(invalid?.problem == "not UTF-8 text")
  }

  @Test func `what the wire gate would stop is found in every fixed part`() {
    #expect(error { $0.system = "a\nWrite to help@x\n{{answer_format}}" }?.line == 2)
    #expect(error { $0.user = "Call 555 123-4567\n" + $0.user }?.line == 1)
    #expect(error { $0.examples += PromptFixture.exampleLine(text: "x@y. ", answer: answer()) }?.line == 2)
    #expect(error { $0.examples += PromptFixture.exampleLine(text: "No 1234567", answer: answer()) }?.line == 2)
    #expect(error { $0.metadata.replaceOnce("One word.", with: "One word a@b.") }?.file == "prompt.json")
    #expect(
      error { $0.schema.replaceOnce(#""mixed": {"type""#, with: #""mixed": {"description": "a@b", "type""#) }?.file
        == "schema.json")
    #expect(error { $0.system = "In 2026, 12.5 % of 100 000 {{answer_format}}" } == nil)
  }

  @Test func `examples: each broken line is named`() {
    func second(_ line: String) -> PromptError? { error { $0.examples += line + "\n" } }
    let cases: [(line: String, problem: String)] = [
      ("{\"channel\":", "not valid JSON at byte 11 of the line (ends too early)"),
      ("[]", "not a JSON object"), ("", "not valid JSON at byte 0 of the line (ends too early)"),
      (#"{"chanel":"email"}"#, "the member 'chanel' is unknown"),
      (#"{"channel":"fax","text":"x","answer":{}}"#, "'channel' is missing or unknown"),
      (#"{"channel":"email","subject":1,"text":"x","answer":{}}"#, "'subject' is not a string"),
      (#"{"channel":"email","text":" ","answer":{}}"#, "'text' is missing or empty"),
      (#"{"channel":"email","text":"x"}"#, "'answer' is missing"),
      (PromptFixture.exampleLine(text: "x", answer: "{}"), "the answer breaks schema.json: answer.label is missing"),
      (
        PromptFixture.exampleLine(text: "x", answer: answer(cues: ["renewal"])),
        "the answer breaks schema.json: answer.cues[0] is none of the words allowed there"
      ),
      (
        PromptFixture.exampleLine(text: "x", answer: answer(evidence: ["y"])),
        "a quote in 'evidence' is not in the example's text"
      ),
      (
        PromptFixture.exampleLine(text: "x", answer: answer(label: "positive")),
        "the answer could not be read: 'label' is not the most probable label."
      ),
      (
        PromptFixture.exampleLine(text: "x", answer: answer(language: "English")),
        "the answer has a cue, topic or language that would be dropped"
      ),
      (PromptFixture.exampleLine(), "the same text as line 1"),
    ]
    for (line, problem) in cases {
      let error = second(line)
      #expect(error?.file == "examples.jsonl" && error?.line == 2, "\(line)")
      #expect(error?.problem == problem)
    }
  }

  @Test func `examples: the label must come first`() {
    let late =
      #"{"p":{"negative":0,"neutral":1,"positive":0},"label":"neutral","mixed":false,"issue_reported":false,"#
      + #""cues":[],"evidence":[],"topics":[],"language":"en"}"#
    #expect(
      error { $0.examples = PromptFixture.exampleLine(answer: late) }?.problem
        == "the answer does not begin with 'label'")
  }

  @Test func `a prompt may have no examples`() throws {
    var fixture = PromptFixture()
    fixture.examples = ""
    #expect(try fixture.prompt().render(conversation("x")).messages.count == 2)
  }

  @Test func `schema: what the reader could not read is refused`() {
    let cases: [(old: String, new: String, problem: String)] = [
      (PromptFixture.schema, "[]", "the schema is not a JSON object"),
      (
        #"["neutral", "negative", "positive"]},"#, #"["neutral", "negative"]},"#,
        "the label 'positive' is missing in the enum of 'label'"
      ),
      (
        #"["neutral", "negative", "positive"]},"#, #"["neutral", "negative", "positive", "mixed"]},"#,
        "the enum of 'label' has unknown words"
      ),
      (#""mixed": {"type": "boolean"},"#, "", "the property 'mixed' is missing"),
      (
        #""mixed": {"type": "boolean"},"#, #""mixed": {"type": "boolean"}, "why": {"type": "string"},"#,
        "the property 'why' means nothing here"
      ),
      (#""required": ["label", "#, #""required": ["#, "the answer does not require 'label'"),
      (
        #"{"type": "object", "additionalProperties": false,"#, #"{"type": "object","#,
        "the answer lacks \"additionalProperties\": false"
      ),
      (#"["urgency", "praise"]"#, #"["urgency", "joy"]"#, "the cue 'joy' is unknown"),
      (#"["bug", "other"]"#, #"["bugs", "other"]"#, "the topic 'bugs' is unknown"),
      (#", "enum": ["bug", "other"]"#, "", "'cues' or 'topics' does not list its words as an enum"),
      (
        #""mixed": {"type": "boolean"}"#, #""mixed": {"type": "boolean", "pattern": "x"}"#,
        "unsupported schema keyword 'pattern'"
      ),
      (#""mixed": {"type": "boolean"}"#, #""mixed": {"type": "flag"}"#, "a schema without a single known \"type\""),
    ]
    for (old, new, problem) in cases {
      let error = error { $0.schema.replaceOnce(old, with: new) }
      #expect(error?.file == "schema.json" && error?.problem == problem, "\(new)")
    }
    #expect(error { $0.schema = "{\n\"type\": object}" }?.line == 2)
  }

  @Test func `prompt.json: missing, unknown, ill-typed and out-of-range members`() {
    let cases: [(old: String, new: String, problem: String)] = [
      (#""name": "tone", "#, "", "the member 'name' is missing"),
      (#""tone""#, #""To ne""#, "'name' is not 1 to 64 lower-case letters, digits, '-', '_' or '.'"),
      (#""seed": 7"#, #""sead": 7"#, "the member 'parameters.sead' is unknown"),
      (#""seed": 7"#, #""seed": 7.5"#, "'parameters.seed' is not a whole number in 0...2147483647"),
      (#""max_tokens": 400"#, #""max_tokens": 4"#, "'parameters.max_tokens' is not a whole number in 16...8192"),
      (
        #""temperature": "0""#, #""temperature": 0"#,
        "'parameters.temperature' is not a string with a decimal number in 0.0...2.0, such as \"0\""
      ),
      (
        #""temperature": "0""#, #""temperature": "hot""#,
        "'parameters.temperature' is not a string with a decimal number in 0.0...2.0, such as \"0\""
      ),
      (#""tiny": 2,"#, #""tiny": 0,"#, "'calibration.tiny' is not a temperature in 0.05...20"),
      (#"["tiny"]"#, "[1]", "'measured_on' is not an array of strings"),
      (#""label": "One word.""#, #""label": """#, "'answer_formats.label' is not a string that is not empty"),
    ]
    for (old, new, problem) in cases {
      let error = error { $0.metadata.replaceOnce(old, with: new) }
      #expect(error?.file == "prompt.json" && error?.problem == problem, "\(new)")
    }
    #expect(error { $0.metadata.replaceOnce(#""seed": 7, "#, with: "") } == nil)
    #expect(error { $0.metadata.replaceOnce(#""seed": 7"#, with: #""seed": "x""#) }?.line == 2)
  }
}
