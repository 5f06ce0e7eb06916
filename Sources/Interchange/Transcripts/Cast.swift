import Conversation

/// Who is who among the speakers of one call.
///
/// A speaker counts as the customer only if something says so: the source, the contacts, an address, a label such as
/// `Customer`, or that the call has two speakers of whom the other is known to be an agent. Who is not known is nobody:
/// an agent's words must never pass for the customer's.
struct Cast {
  /// The account that the contacts name for a speaker.
  private(set) var account: String?
  /// The customer's people, in order of their first words.
  private(set) var customers: [ImportedPerson] = []
  /// Everybody who spoke, in the same order.
  private(set) var people: [ImportedPerson] = []
  private var roles: [String: AuthorRole] = [:]

  /// Looks at each speaker once.
  init(_ lines: [SpokenLine], rules: ImportRules) {
    var speakers: [SpokenLine] = []
    var seen: Set<String> = []
    for line in lines where !line.label.isEmpty && seen.insert(line.label).inserted { speakers.append(line) }
    for speaker in speakers { roles[speaker.label] = Self.role(of: speaker, rules) }
    let namesakes = Self.namesakes(among: lines, rules)
    for label in namesakes { roles[label] = .system }
    completePair(speakers)
    for speaker in speakers {
      let contact = rules.contact(named: SpeakerLabel.name(in: speaker.label))
      let person = ImportedPerson(
        name: SpeakerLabel.name(in: speaker.label),
        address: speaker.address?.lowercased() ?? SpeakerLabel.address(in: speaker.label) ?? contact?.address)
      people.append(person)
      guard roles[speaker.label] == .customer else { continue }
      customers.append(person)
      account = account ?? contact?.account
    }
  }

  /// What a line's speaker is; the system where nobody knows.
  func role(of line: SpokenLine) -> AuthorRole { roles[line.label] ?? .system }

  /// Labels under which an agent and somebody else speak: whose words are whose, nobody knows.
  private static func namesakes(among lines: [SpokenLine], _ rules: ImportRules) -> Set<String> {
    struct Speaker: Hashable {
      let label: String
      let address: String?
      let role: AuthorRole?
    }
    var rolesByLabel: [String: Set<AuthorRole>] = [:]
    var seen: Set<Speaker> = []
    for line in lines where seen.insert(Speaker(label: line.label, address: line.address, role: line.role)).inserted {
      if let role = role(of: line, rules) { rolesByLabel[line.label, default: []].insert(role) }
    }
    return Set(rolesByLabel.filter { $0.value.count > 1 }.keys)
  }

  private static func role(of speaker: SpokenLine, _ rules: ImportRules) -> AuthorRole? {
    let name = SpeakerLabel.name(in: speaker.label)
    if rules.isAgent(named: name) { return .agent }
    let address = speaker.address ?? SpeakerLabel.address(in: speaker.label)
    if let mailbox = address.flatMap({ Mailbox(address: $0) }) {
      if rules.isAgent(mailbox) { return .agent }
      if rules.knowsAgents { return .customer }
    }
    if rules.isCustomer(named: name) || rules.contact(named: name) != nil { return .customer }
    return speaker.role ?? SpeakerLabel.role(of: name)
  }

  /// Of two speakers, the one who is not the known agent is the customer.
  private mutating func completePair(_ speakers: [SpokenLine]) {
    guard speakers.count == 2 else { return }
    for (one, other) in [(speakers[0], speakers[1]), (speakers[1], speakers[0])]
    where roles[one.label] == .agent && roles[other.label] == nil && !SpeakerLabel.isNobody(other.label) {
      roles[other.label] = .customer
    }
  }
}

/// What a transcript calls a speaker.
enum SpeakerLabel {
  /// The name without what programs add in brackets, such as `(Guest)` or an address.
  static func name(in label: String) -> String {
    let bare = label.prefix { !"(<[".contains($0) }
    let name = String(bare).trimmed
    return name.isEmpty ? label.trimmed : name
  }

  /// An address in the label.
  static func address(in label: String) -> String? {
    let words = label.split { " <>()[],;".contains($0) }
    return words.first { $0.contains("@") && $0.contains(".") }.map { $0.lowercased() }
  }

  /// What a label says that names a part and no person.
  static func role(of name: String) -> AuthorRole? {
    let words = name.lowercased().split { !$0.isLetter }
    guard let first = words.first, words.count <= 2, let role = parts[String(first)] else { return nil }
    guard role == .customer, let second = words.dropFirst().first, second.count > 1 else { return role }
    // `Customer A` is one of the customer's; `Customer Success` and `Contact Center` are the company's own.
    return teams.contains(String(second)) ? .agent : nil
  }

  /// Whether a label names nobody in particular: what a program writes where it does not know, or for itself.
  static func isNobody(_ label: String) -> Bool {
    label.lowercased().split { !$0.isLetter }.contains { nobody.contains(String($0)) }
  }

  private static let nobody: Set<String> = [
    "unknown", "unidentified", "recording", "recorder", "notetaker", "assistant", "unbekannt", "inconnu", "desconocido",
    "sconosciuto", "onbekend", "desconhecido", "nieznany", "okänd", "ukendt", "ukjent", "tuntematon", "неизвестный",
  ]

  private static let teams: Set<String> = [
    "success", "support", "care", "service", "services", "center", "centre", "manager", "management", "team", "desk",
    "relations", "experience", "operations", "advisor", "representative", "betreuung", "berater", "beraterin",
  ]

  private static let parts: [String: AuthorRole] = {
    var parts: [String: AuthorRole] = [:]
    for word in [
      "agent", "agente", "support", "supporter", "teammate", "representative", "rep", "csm", "operator", "berater",
      "beraterin", "mitarbeiter", "mitarbeiterin", "conseiller", "conseillère", "asesor", "asesora", "operatore",
      "operatrice", "medewerker", "atendente", "konsultant", "konsultantka", "handläggare", "medarbejder", "оператор",
    ] { parts[word] = .agent }
    for word in [
      "customer", "client", "cliente", "kunde", "kundin", "klant", "klient", "klientka", "contact", "caller", "anrufer",
      "anruferin", "user", "kund", "asiakas", "клиент",
    ] { parts[word] = .customer }
    for word in ["bot", "ivr", "voicemail", "chatbot"] { parts[word] = .bot }
    return parts
  }()
}
