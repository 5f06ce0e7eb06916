/// How mails are assigned to customers: who is one of us, and which account a sender belongs to.
public struct ImportRules: Sendable {
  private let agentDomains: Set<String>
  private let agentAddresses: Set<String>
  private let accountsByDomain: [String: String]
  private let agentNames: Set<String>
  private let customerNames: Set<String>
  private let contactsByName: [String: KnownPerson]

  /// Creates rules; letter case does not matter anywhere.
  ///
  /// - Parameters:
  ///   - agentDomains: domains of the company itself; their subdomains count as well. Empty: every sender is a customer.
  ///   - agentAddresses: single addresses that write for the company, such as a help desk's.
  ///   - accountsByDomain: account identifiers for domains that don't speak for themselves; subdomains count as well.
  ///     A domain that is not listed is its own account; at a mail provider for everybody each address is.
  ///   - agentNames: what transcripts call the company's own people.
  ///   - customerNames: what transcripts call customers' people.
  ///   - contacts: people at customers, by whose names the speakers of a transcript are known.
  public init(
    agentDomains: Set<String> = [], agentAddresses: Set<String> = [], accountsByDomain: [String: String] = [:],
    agentNames: Set<String> = [], customerNames: Set<String> = [], contacts: [KnownPerson] = []
  ) {
    self.agentNames = Set(agentNames.map { $0.lowercased() })
    self.customerNames = Set(customerNames.map { $0.lowercased() })
    contactsByName = Dictionary(contacts.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    self.agentDomains = Set(agentDomains.map { $0.lowercased() })
    self.agentAddresses = Set(agentAddresses.map { $0.lowercased() })
    self.accountsByDomain = Dictionary(
      accountsByDomain.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// Whether the mailbox writes for the company.
  func isAgent(_ mailbox: Mailbox) -> Bool {
    if agentAddresses.contains(mailbox.address) { return true }
    return Self.domains(of: mailbox.address).contains(where: agentDomains.contains)
  }

  /// Whether anything is known about who writes for the company.
  var knowsAgents: Bool { !agentDomains.isEmpty || !agentAddresses.isEmpty }

  /// Whether a speaker of that name speaks for the company.
  func isAgent(named name: String) -> Bool { agentNames.contains(name.lowercased()) }

  /// Whether a speaker of that name was said to be a customer's.
  func isCustomer(named name: String) -> Bool { customerNames.contains(name.lowercased()) }

  /// The contact of that name.
  func contact(named name: String) -> KnownPerson? { contactsByName[name.lowercased()] }

  /// The account that the mapping names for the mailbox's domain.
  func mappedAccount(of mailbox: Mailbox) -> ImportedAccount? {
    let mapped = Self.domains(of: mailbox.address).lazy.compactMap { accountsByDomain[$0] }.first
    return mapped.map { ImportedAccount(externalID: $0) }
  }

  /// The account that a mailbox at a customer belongs to.
  func account(of mailbox: Mailbox) -> ImportedAccount {
    let address = mailbox.address
    let domains = Self.domains(of: address)
    if let mapped = mappedAccount(of: mailbox) { return mapped }
    guard let domain = domains.first, !MailProviders.domains.contains(domain) else {
      return ImportedAccount(externalID: address, name: mailbox.name)
    }
    return ImportedAccount(externalID: domain)
  }

  /// The address's domain and the domains above it, the most particular first.
  private static func domains(of address: String) -> [String] {
    guard let at = address.lastIndex(of: "@") else { return [] }
    let labels = address[address.index(after: at)...].split(separator: ".")
    return labels.indices.map { labels[$0...].joined(separator: ".") }
  }
}

/// A person at a customer, as a list of contacts names them.
public struct KnownPerson: Sendable, Hashable {
  /// The full name, as a transcript writes it.
  public var name: String
  /// The e-mail address in lower case.
  public var address: String?
  /// The account that the person belongs to.
  public var account: String?

  /// Creates a person.
  public init(name: String, address: String? = nil, account: String? = nil) {
    self.name = name
    self.address = address
    self.account = account
  }
}

/// Providers whose domains say nothing about the company a sender belongs to.
enum MailProviders {
  static let domains: Set<String> = [
    "gmail.com", "googlemail.com", "yahoo.com", "yahoo.co.uk", "yahoo.de", "yahoo.fr", "yahoo.es", "yahoo.it",
    "yahoo.com.br", "ymail.com", "rocketmail.com", "hotmail.com", "hotmail.co.uk", "hotmail.de", "hotmail.fr",
    "hotmail.es", "hotmail.it", "hotmail.nl", "outlook.com", "outlook.de", "outlook.fr", "outlook.es", "outlook.it",
    "outlook.pt", "live.com", "live.de", "live.fr", "live.nl", "live.it", "msn.com", "icloud.com", "me.com", "mac.com",
    "aol.com", "aim.com", "comcast.net", "verizon.net", "att.net", "sbcglobal.net", "cox.net", "btinternet.com",
    "gmx.de", "gmx.net", "gmx.com", "gmx.at", "gmx.ch", "gmx.fr", "web.de", "t-online.de", "freenet.de", "arcor.de",
    "posteo.de", "mailbox.org", "bluewin.ch", "chello.at", "a1.net", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr",
    "laposte.net", "neuf.fr", "bbox.fr", "skynet.be", "telenet.be", "libero.it", "virgilio.it", "tiscali.it",
    "alice.it", "tim.it", "tin.it", "fastwebnet.it", "ziggo.nl", "kpnmail.nl", "planet.nl", "xs4all.nl", "hetnet.nl",
    "home.nl", "telefonica.net", "terra.es", "sapo.pt", "mail.telepac.pt", "uol.com.br", "bol.com.br", "terra.com.br",
    "ig.com.br", "wp.pl", "onet.pl", "o2.pl", "interia.pl", "op.pl", "gazeta.pl", "poczta.fm", "tlen.pl", "vp.pl",
    "proton.me", "protonmail.com", "pm.me", "tutanota.com", "tuta.io", "zoho.com", "fastmail.com", "hey.com",
    "mail.com", "yandex.ru", "yandex.com", "mail.ru", "rambler.ru", "seznam.cz", "centrum.cz", "online.no", "telia.com",
    "tdcadsl.dk", "mail.dk", "kolumbus.fi", "qq.com", "163.com", "126.com", "naver.com",
  ]
}
