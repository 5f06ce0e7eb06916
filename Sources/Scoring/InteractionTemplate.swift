import Conversation

/// How one interaction is shown to the model: `user.txt`, checked to keep the customer's words inside the fence.
struct InteractionTemplate: Sendable, Hashable {
  private let template: PromptTemplate

  init(_ text: String) throws(PromptError) {
    template = try PromptTemplate(
      text, file: .user, variables: ["channel", "subject", "text"], required: ["channel", "text"])
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let openings = lines.indices.filter { lines[$0] == InteractionFence.openingLine }
    let closings = lines.indices.filter { lines[$0] == InteractionFence.closingLine }
    guard let opening = openings.first, openings.count == 1, let closing = closings.first, closings.count == 1 else {
      throw PromptError(
        .user, "the fence around the customer's words is not one opening and one closing line",
        remedy: "write the lines \(InteractionFence.openingLine) and \(InteractionFence.closingLine) once each")
    }
    for (index, line) in lines.enumerated() where line.contains("{{text}}") || line.contains("{{subject}}") {
      guard opening < index, index < closing else {
        throw PromptError(
          .user, line: index + 1, "the customer's words are outside the fence",
          remedy: "move the line between \(InteractionFence.openingLine) and \(InteractionFence.closingLine)")
      }
      guard !line.contains("{{text}}") || line == "{{text}}" else {
        throw PromptError(
          .user, line: index + 1, "{{text}} shares its line with other text", remedy: "give it a line of its own")
      }
    }
  }

  /// The user message for one interaction. Subjects are put on one line; both fields are guarded.
  func rendered(channel: Channel, subject: String?, text: String) -> String {
    var values = ["channel": channel.rawValue, "text": InteractionFence.guarded(text)]
    if let subject {
      let line = subject.split(whereSeparator: \.isNewline).joined(separator: " ")
      if !line.isEmpty { values["subject"] = InteractionFence.guarded(line) }
    }
    return template.rendered(values)
  }
}
