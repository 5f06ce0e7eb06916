/// Which public sets may go into a model that is handed on.
public enum LicenceRule: Sendable, Hashable {
  /// May be trained on; what is known of its licence.
  case allowed(String)
  /// May not: its licence forbids the use, or nothing permits it.
  case refused(String)
  /// A set this build knows nothing about: the person who trains answers for it.
  case unknown

  /// The rule for the set with this name.
  public init(set name: String) {
    self = Self.known.first { name.hasPrefix($0.prefix) }?.rule ?? .unknown
  }

  private static let known: [(prefix: String, rule: LicenceRule)] = [
    ("airline_en", .refused("CC BY-NC-SA 4.0: no commercial use")),
    ("germeval17_de", .refused("no licence stated")),
    ("business", .allowed("CC0 1.0; written for this model, `eval/data/business.jsonl`")),
    ("mabsa_multi", .allowed("no licence file upstream; texts not redistributed")),
    ("se_github_en", .allowed("licence not stated upstream; texts not redistributed")),
    ("senti4sd_en", .allowed("MIT; posts CC BY-SA")),
    ("tweeteval_en", .allowed("no restrictions stated upstream; tweets not redistributed")),
    ("umsab_", .allowed("Apache-2.0 upstream, further terms may apply to parts; tweets not redistributed")),
    ("wccrs_pl", .allowed("CC BY-SA 4.0")),
  ]
}
