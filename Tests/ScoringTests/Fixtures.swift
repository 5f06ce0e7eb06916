@testable import Anonymization
import Conversation

@testable import Scoring

/// A small prompt that is right, to be broken in one place by each test.
struct PromptFixture {
  var system = "Judge the tone.\n{{answer_format}}\n"
  var user = """
    <interaction channel="{{channel}}">
    Subject: {{subject}}
    {{text}}
    </interaction>

    """
  var examples = PromptFixture.exampleLine() + "\n"
  var schema = PromptFixture.schema
  var metadata = """
    {"name": "tone", "version": "v1",
     "parameters": {"temperature": "0", "seed": 7, "max_tokens": 400, "label_max_tokens": 8, "max_text_bytes": 4000},
     "answer_formats": {"json_schema": "Answer in JSON.", "json_object": "Schema: {{schema}}", "label": "One word."},
     "measured_on": ["tiny"],
     "calibration": {"tiny": 2, "tiny-large": 1.5}}
    """

  var files: PromptFiles {
    PromptFiles(
      system: Array(system.utf8), user: Array(user.utf8), examples: Array(examples.utf8), schema: Array(schema.utf8),
      metadata: Array(metadata.utf8))
  }

  func prompt() throws(PromptError) -> Prompt { try Prompt(files: files) }

  static func exampleLine(
    text: String = "The export is broken.", answer: String = answer(evidence: ["The export is broken"])
  ) -> String {
    #"{"channel":"ticket","subject":"Export","text":\#(JSON.string(text).compactText),"answer":\#(answer)}"#
  }

  static let schema = """
    {"type": "object", "additionalProperties": false,
     "required": ["label", "p", "mixed", "issue_reported", "cues", "evidence", "topics", "language"],
     "properties": {
       "label": {"type": "string", "enum": ["neutral", "negative", "positive"]},
       "p": {"type": "object", "additionalProperties": false, "required": ["negative", "neutral", "positive"],
             "properties": {"negative": {"type": "number"}, "neutral": {"type": "number"},
                            "positive": {"type": "number"}}},
       "mixed": {"type": "boolean"},
       "issue_reported": {"type": "boolean"},
       "cues": {"type": "array", "items": {"type": "string", "enum": ["urgency", "praise"]}},
       "evidence": {"type": "array", "items": {"type": "string"}},
       "topics": {"type": "array", "items": {"type": "string", "enum": ["bug", "other"]}},
       "language": {"type": "string"}}}
    """
}

/// An answer as a model would give it, one member changed by each test.
func answer(
  label: String = "neutral", p: String = #"{"negative":0.1,"neutral":0.8,"positive":0.1}"#, mixed: String = "false",
  issue: String = "true", cues: [String] = [], evidence: [String] = [], topics: [String] = ["bug"],
  language: String = "en"
) -> String {
  func list(_ words: [String]) -> String {
    "[" + words.map { JSON.string($0).compactText }.joined(separator: ",") + "]"
  }
  return #"{"label":"\#(label)","p":\#(p),"mixed":\#(mixed),"issue_reported":\#(issue),"cues":\#(list(cues)),"#
    + #""evidence":\#(list(evidence)),"topics":\#(list(topics)),"language":"\#(language)"}"#
}

func masked(_ text: String) -> MaskedText { MaskedText(text: text, spans: []) }

func conversation(
  _ passages: String..., subject: String? = nil, channel: Channel = .email, language: String? = nil
) -> MaskedConversation {
  MaskedConversation(
    channel: channel, subject: subject.map(masked), passages: passages.map(masked), language: language)
}

/// The generator that the fuzz tests run on (SplitMix64, Steele et al. 2014), so that a seed repeats a failure.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
