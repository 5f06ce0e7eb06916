import Scoring

/// What a dataset's manifest says of it: `NAME.manifest.json`, beside `NAME.jsonl`.
public struct DatasetManifest: Sendable, Hashable, Codable {
  /// Version of this form: 1.
  public let v: Int
  /// The dataset's name, that of its file.
  public let name: String
  /// The dataset's version.
  public let version: String
  /// SHA-256 of the file's bytes.
  public let sha256: String
  /// Items.
  public let n: Int
  /// The labels in the order in which they are printed.
  public let labelOrder: [String]
  /// Items by split.
  public let splits: [String: Int]
  /// Splits that may only be run with a reason that is put on record; `test` when the manifest does not say.
  public let heldOut: [String]
  /// SHA-256 of the guidelines that the labels follow; nil when the manifest has none.
  public let guidelinesSHA256: String?

  private enum CodingKeys: String, CodingKey {
    case v, name, version, sha256, n, splits
    case labelOrder = "label_order"
    case heldOut = "held_out"
    case guidelinesSHA256 = "guidelines_sha256"
  }

  /// Reads a manifest.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    v = try values.decode(Int.self, forKey: .v)
    name = try values.decode(String.self, forKey: .name)
    version = try values.decode(String.self, forKey: .version)
    sha256 = try values.decode(String.self, forKey: .sha256)
    n = try values.decode(Int.self, forKey: .n)
    labelOrder = try values.decode([String].self, forKey: .labelOrder)
    splits = try values.decode([String: Int].self, forKey: .splits)
    heldOut = try values.decodeIfPresent([String].self, forKey: .heldOut) ?? ["test"]
    guidelinesSHA256 = try values.decodeIfPresent(String.self, forKey: .guidelinesSHA256)
  }

  /// What the file is known by.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - items: Its items.
  ///   - guidelines: The guidelines' bytes, when they are there.
  public init(
    name: String, version: String, bytes: [UInt8], items: [LabelledItem], heldOut: [String], guidelines: [UInt8]?
  ) {
    v = 1
    self.name = name
    self.version = version
    sha256 = Fingerprint.of(bytes)
    n = items.count
    labelOrder = ConfusionMatrix.labels.map(\.rawValue)
    splits = Dictionary(grouping: items) { $0.split ?? "" }.mapValues(\.count)
    self.heldOut = heldOut
    guidelinesSHA256 = guidelines.map { Fingerprint.of($0) }
  }

  /// What about a file is not as the manifest says, one sentence each; empty when all is.
  public func contradictions(bytes: [UInt8], items: [LabelledItem], guidelines: [UInt8]?) -> [String] {
    let found = DatasetManifest(
      name: name, version: version, bytes: bytes, items: items, heldOut: heldOut, guidelines: guidelines)
    var problems: [String] = []
    if v != 1 { problems.append("the manifest has the form v\(v), and v1 is read") }
    if found.sha256 != sha256 { problems.append("the file's sha256 is \(found.sha256), not \(sha256)") }
    if found.n != n { problems.append("the file has \(found.n) items, not \(n)") }
    if found.labelOrder != labelOrder {
      problems.append("label_order is not \(found.labelOrder.joined(separator: ", "))")
    }
    if found.splits != splits {
      problems.append("the splits have \(Self.text(found.splits)) items, not \(Self.text(splits))")
    }
    if let expected = guidelinesSHA256, let actual = found.guidelinesSHA256, expected != actual {
      problems.append("the guidelines' sha256 is \(actual), not \(expected)")
    }
    return problems
  }

  private static func text(_ splits: [String: Int]) -> String {
    splits.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }
}
