import Anonymization
import Scoring

/// Something about a dataset that makes a measurement wrong or doubtful.
public struct LintFinding: Sendable, Hashable, Codable {
  /// How bad it is.
  public enum Severity: String, Sendable, Codable, CaseIterable, Hashable {
    /// A measurement on it would be wrong.
    case error
    /// Worth a look.
    case warning
  }

  /// What was looked for.
  public enum Rule: String, Sendable, Codable, CaseIterable, Hashable {
    /// The file is not the one that the manifest describes.
    case manifest
    /// A line can't be read, or an id comes twice.
    case line
    /// A member that an evaluated item needs is missing.
    case member
    /// A group is in two splits.
    case group
    /// Two items are nearly the same text.
    case duplicate
    /// An item is in the prompt as an example.
    case leak
    /// Something that reads like personal data.
    case personal = "personal_data"
    /// Labels that contradict the gold label.
    case label
    /// A part with too few items to say anything.
    case size
  }

  /// How bad it is.
  public let severity: Severity
  /// What was looked for.
  public let rule: Rule
  /// Line of the dataset, counted from 1; nil for the file as a whole.
  public let line: Int?
  /// What was found, without the text.
  public let message: String

  /// Takes all of it.
  public init(_ severity: Severity, _ rule: Rule, line: Int? = nil, _ message: String) {
    self.severity = severity
    self.rule = rule
    self.line = line
    self.message = message
  }
}

/// Looks a dataset over. Time grows with the texts' length alone.
public struct DatasetLint: Sendable {
  /// The dataset, as read.
  public let scan: DatasetReader.Scan
  /// The smallest part that gets figures.
  public let minimumSlice: Int

  /// Texts this similar are one text, told twice.
  private static let similar = 0.5
  /// An example of which this much is in an item has been leaked.
  private static let contained = 0.3

  /// Takes the dataset.
  public init(_ scan: DatasetReader.Scan, minimumSlice: Int) {
    self.scan = scan
    self.minimumSlice = minimumSlice
  }

  /// All that is found in the dataset itself, by line.
  public func findings() -> [LintFinding] {
    let broken = scan.problems.map { LintFinding(.error, .line, line: $0.line, $0.problem) }
    let found = broken + members + groups + duplicates + personalData + labels
    return found.sorted { ($0.line ?? 0, $0.rule.rawValue) < ($1.line ?? 0, $1.rule.rawValue) } + sizes
  }

  /// Items that a prompt shows as examples: a model that was shown the answer is not being tested.
  public static func leaks(
    _ items: [(line: Int, item: LabelledItem)], examples: [String], prompt: String
  ) -> [LintFinding] {
    let shown = examples.map(Shingles.init)
    return items.flatMap { line, item -> [LintFinding] in
      let own = Shingles(item.text)
      return shown.enumerated().compactMap { index, example in
        guard example.containment(in: own) >= contained || own.similarity(to: example) >= contained else { return nil }
        return LintFinding(
          .error, .leak, line: line, "\(item.id): example \(index + 1) of the prompt \(prompt) is this text")
      }
    }
  }

  private var members: [LintFinding] {
    scan.items.flatMap { line, item -> [LintFinding] in
      var missing: [String] = []
      if item.split == nil { missing.append("split") }
      if item.language == nil { missing.append("lang") }
      if item.channel == nil { missing.append("channel") }
      return missing.map { name in
        LintFinding(name == "split" ? .error : .warning, .member, line: line, "\(item.id): no '\(name)'")
      }
    }
  }

  private var groups: [LintFinding] {
    var first: [String: (split: String?, line: Int)] = [:]
    return scan.items.compactMap { line, item in
      guard let seen = first[item.group] else {
        first[item.group] = (item.split, line)
        return nil
      }
      guard seen.split != item.split else { return nil }
      return LintFinding(
        .error, .group, line: line,
        "\(item.id): its group \(item.group) is in the split \(seen.split ?? "-") too (line \(seen.line))")
    }
  }

  private var duplicates: [LintFinding] {
    let items = scan.items
    return Shingles.similarPairs(items.map { Shingles($0.item.text) }, atLeast: Self.similar).map { pair in
      let (first, second) = (items[pair.first], items[pair.second])
      let crosses = first.item.split != second.item.split
      return LintFinding(
        crosses ? .error : .warning, .duplicate, line: second.line,
        "\(second.item.id): \(pair.share.percent) % of its word sequences are those of \(first.item.id) (line \(first.line))"
          + (crosses ? ", which is in another split" : ""))
    }
  }

  private var personalData: [LintFinding] {
    let masker = Masker()
    return scan.items.flatMap { line, item -> [LintFinding] in
      let bytes = Array(item.text.utf8)
      return masker.detect(item.text).compactMap { span in
        let value = String(decoding: bytes[span.range], as: UTF8.self)
        guard !Self.isInvented(value) else { return nil }
        // The masker can't tell a reserved number from a real one, but knows an address that could be somebody's.
        let severity: LintFinding.Severity = span.type == .email ? .error : .warning
        return LintFinding(
          severity, .personal, line: line,
          "\(item.id): \(span.type.rawValue) at byte \(span.range.lowerBound); is it of a range that belongs to nobody?"
        )
      }
    }
  }

  /// Whether an address is under a name that RFC 2606 and RFC 6761 keep free for examples. One without an `@` (spoken, or
  /// written in words) counts as such when `example` is a word of it.
  private static func isInvented(_ value: String) -> Bool {
    let text = value.lowercased()
    let domain = text.split(separator: "@").last ?? ""
    let words = (text.contains("@") ? domain : text[...]).split { !($0.isLetter || $0.isNumber || $0 == "-") }
    guard text.contains("@") else { return words.contains("example") }
    let isReserved = words.last.map { ["example", "test", "invalid", "localhost"].contains($0) } ?? false
    return isReserved || words.dropLast().last == "example"
  }

  private var labels: [LintFinding] {
    scan.items.compactMap { line, item in
      guard !item.votes.isEmpty, !item.votes.contains(where: { $0.label == item.label }) else { return nil }
      return LintFinding(.warning, .label, line: line, "\(item.id): nobody labelled it \(item.label.rawValue)")
    }
  }

  private var sizes: [LintFinding] {
    let bySplit = Dictionary(grouping: scan.items.map(\.item)) { $0.split ?? "-" }
    return bySplit.sorted { $0.key < $1.key }.compactMap { split, items in
      let counts = Dictionary(grouping: items) { $0.language ?? "-" }.mapValues(\.count)
      let small = counts.filter { $0.value < minimumSlice }.sorted { $0.key < $1.key }
      guard !small.isEmpty else { return nil }
      return LintFinding(
        .warning, .size,
        "split \(split): fewer than \(minimumSlice) items in "
          + small.map { "\($0.key) (\($0.value))" }.joined(separator: ", "))
    }
  }
}
