import Conversation

/// The people and companies that an export names beside its records, by the vendor's own ids.
struct ExportDirectory {
  /// Somebody whom records refer to by id.
  struct Person {
    var name: String?
    var address: String?
    /// What the vendor says the person is; `nil` where it does not.
    var role: AuthorRole?
    var company: String?
  }

  /// A company that people belong to.
  struct Company {
    var name: String?
    /// The mail domains that the vendor knows it by.
    var domains: [String]
  }

  private(set) var people: [String: Person] = [:]
  private(set) var companies: [String: Company] = [:]

  /// The members of an envelope that list people and companies.
  static let lists: Set<String> = [
    "users", "contacts", "agents", "admins", "organizations", "companies", "requesters", "parties",
  ]

  private static let mostEntries = 1_000_000
  private static let longestEntry = 1 << 20

  /// Nobody is known.
  init() {}

  /// Reads the lists of a file, and nothing else of it. Whatever is broken, reading the records will say.
  init(_ source: ByteSource) throws {
    let stream = try JSONStream(source)
    guard try stream.take("{") else { return }
    while try stream.next() != nil, try !stream.take("}") {
      _ = try stream.take(",")
      guard let name = try stream.value(limit: 1 << 12),
        case .string(let key)? = try? JSONParser.value(name.bytes[...]),
        try stream.take(":")
      else { return }
      if Self.lists.contains(key), try stream.take("[") {
        guard try readList(key, stream) else { return }
      } else {
        guard let piece = try stream.value(limit: 0), !piece.isCut else { return }
      }
    }
  }

  private mutating func readList(_ list: String, _ stream: JSONStream) throws -> Bool {
    while try !stream.take("]") {
      _ = try stream.take(",")
      guard let piece = try stream.value(limit: Self.longestEntry), !piece.isCut else { return false }
      guard people.count + companies.count < Self.mostEntries, let entry = try? JSONParser.value(piece.bytes[...])
      else {
        continue
      }
      add(entry, list)
    }
    return true
  }

  private mutating func add(_ entry: JSONValue, _ list: String) {
    guard let id = (entry["id"] ?? entry["speakerId"])?.text else { return }
    if list == "organizations" || list == "companies" {
      let domains = (entry["domain_names"] ?? entry["domains"])?.elements.compactMap(\.text) ?? []
      companies[id] = Company(name: entry["name"]?.text, domains: domains.map { $0.lowercased() })
    } else {
      people[id] = Self.person(entry, list)
    }
  }

  private static func person(_ entry: JSONValue, _ list: String) -> Person {
    let isStaff = list == "agents" || list == "admins"
    return Person(
      name: entry["name"]?.text, address: (entry["email"] ?? entry["emailAddress"])?.text?.lowercased(),
      role: isStaff ? .agent : role(named: entry["role"]?.text ?? entry["type"]?.text ?? entry["affiliation"]?.text),
      company: (entry["organization_id"] ?? entry["company_id"])?.text)
  }

  /// What vendors call the people in their exports.
  static func role(named name: String?) -> AuthorRole? {
    switch name?.lowercased() {
    case "agent", "admin", "team", "teammate", "internal", "owner", "staff": .agent
    case "end-user", "end_user", "user", "lead", "contact", "customer", "external", "visitor", "requester": .customer
    case "bot", "workflow", "fin", "ai_agent", "operator": .bot
    case "system", "automation", "trigger": .system
    default: nil
    }
  }
}
