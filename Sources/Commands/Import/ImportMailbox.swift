import ArgumentParser
import Foundation
import Interchange
import MailTransport
import Storage
import UnixSignals

/// `phano import imap`
struct ImportMailboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "imap", abstract: "Bring mail in from a mailbox on a server, and with --watch go on doing so.",
    discussion: """
      The mailbox is opened for reading alone: nothing in it changes, not even what counts as seen. How far it was read is
      kept in a small file, so that the next time begins there; losing that file costs a reading and doubles nothing.
      """)

  @Option(help: ArgumentHelp("imaps://host[:port], or imap://host[:port] with STARTTLS.", valueName: "url")) var url:
    String
  @Option(help: ArgumentHelp("The login.", valueName: "login")) var user: String
  @Option(help: ArgumentHelp("A file that holds the password. Default: PHANO_IMAP_PASSWORD.", valueName: "file"))
  var passwordFile: String?
  @Option(help: ArgumentHelp("The mailbox.", valueName: "name")) var mailbox = "INBOX"
  @Option(help: ArgumentHelp("Certificates to trust instead of the system's, PEM.", valueName: "file")) var caFile:
    String?
  @Option(
    help: ArgumentHelp(
      "Where to keep how far the mailbox was read. Default: a file in XDG_STATE_HOME/phano.", valueName: "file"))
  var state: String?
  @OptionGroup var options: OrganizationOptions
  @OptionGroup var people: PeopleOptions
  @Option(help: "What to call the source of mails.") var source = "mail"
  @Option(help: ArgumentHelp("Mails above this many MiB are left out.", valueName: "MiB")) var maxMailSize = 25
  @Flag(help: "Go on and import what arrives, until SIGTERM or SIGINT.") var watch = false
  @Option(help: ArgumentHelp("How often --watch looks.", valueName: "seconds")) var interval = 60.0
  @Flag(help: "Read and report, and store nothing; needs no database.") var dryRun = false
  @Flag(help: "Print the report as JSON.") var json = false

  func validate() throws {
    if watch, dryRun { throw ValidationError("--watch does not go with --dry-run.") }
    guard (1...86_400).contains(interval) else { throw ValidationError("--interval must be 1 to 86400 seconds.") }
    guard (1...4096).contains(maxMailSize) else { throw ValidationError("--max-mail-size must be 1 to 4096 MiB.") }
  }

  func run() async throws {
    let server = try server()
    guard !dryRun else { return try await read(server, into: nil).print(json: json, isDryRun: true) }
    try await options.withStore { store in
      guard watch else { return try await read(server, into: store).print(json: json, isDryRun: false) }
      try await goOn(server, store)
    }
  }

  private func server() throws -> IMAPServer {
    var password = Environment.value("PHANO_IMAP_PASSWORD")
    if let passwordFile {
      guard let text = try? String(contentsOf: URL(filePath: passwordFile), encoding: .utf8) else {
        throw Failure(.configuration, "\(passwordFile) can't be read", mend: "Check the path of the password file.")
      }
      password = text.split(whereSeparator: \.isNewline).first.map(String.init)
    }
    guard let password, !password.isEmpty else {
      throw Failure(.configuration, "there is no password", mend: "Give --password-file, or set PHANO_IMAP_PASSWORD.")
    }
    do {
      return try IMAPServer(url: url, user: user, password: password, authorityFile: caFile)
    } catch {
      throw Failure(.usage, "\(error)", mend: "Write --url as imaps://mail.example.com.")
    }
  }

  /// Looks again and again. A server or database that is away is waited for.
  private func goOn(_ server: IMAPServer, _ store: OrganizationStore) async throws {
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
    let stop = StopFlag()
    let listening = Task { for await _ in signals { stop.stop() } }
    defer { listening.cancel() }
    Output.remark("watching \(mailbox) of \(url); stop with SIGTERM")
    while !stop.isStopped {
      do {
        let report = try await read(server, into: store, stop)
        if report.isNews { try report.printNews(of: mailbox, json: json) }
      } catch let error where [.unavailable, .tryAgain].contains(Failure(explaining: error).status) {
        Output.remark("\(Failure(explaining: error).what); trying again in \(Int(interval)) s")
      }
      await stop.wait(seconds: interval)
    }
  }

  private static let batch = 100

  /// Reads what is new. The mark is moved when what stands before it is stored, and not sooner.
  private func read(
    _ server: IMAPServer, into store: OrganizationStore?, _ stop: StopFlag = StopFlag()
  ) async throws -> ImportReport {
    let marks = try MailboxMarks(
      file: state, url: url, user: user, mailbox: mailbox, organization: options.organization)
    let importer = Importer(
      options: ImportOptions(
        rules: try people.rules(accountsByDomain: try await store?.accountsByDomain() ?? [:]), importedAt: Date(),
        source: source, maximumMailSize: maxMailSize << 20))
    var intake = ImportIntake(store: store, today: try await store?.calendar().today)
    let counter = Counter("mails")
    do {
      let open = try IMAPMailbox(mailbox, of: server)
      let mark = marks.mark
      let last = mark?.validity == open.uidValidity ? mark?.last ?? 0 : 0
      let uids = try open.uids(above: last)
      for (index, uid) in uids.enumerated() {
        guard !stop.isStopped else { break }
        let name = "\(mailbox);UID=\(uid)"
        switch try open.mail(uid, limit: maxMailSize << 20) {
        case .bytes(let bytes): try await intake.take(importer.record(ofMail: bytes, called: name))
        case .tooLarge(let size):
          intake.report.problems.append("\(name): the mail is \(size) bytes long; raise --max-mail-size")
        case .gone: break
        }
        if (index + 1).isMultiple(of: Self.batch) || index + 1 == uids.count {
          try await intake.flush()
          if store != nil { try marks.set(MailboxMarks.Mark(validity: open.uidValidity, last: uid)) }
          counter.show(index + 1)
        }
      }
      if uids.count >= Self.batch { counter.finish() }
    } catch let error as IMAPError {
      throw error.failure
    }
    try await intake.flush()
    if let store, intake.report.isNews {
      try await store.audit(.import, "\(intake.report.interactions) interactions")
      try await store.wakeWorkers()
    }
    return intake.report
  }
}

extension IMAPError {
  /// The same for people.
  fileprivate var failure: Failure {
    switch code {
    case .address: Failure(.usage, detail, mend: "Write --url as imaps://mail.example.com.")
    case .unavailable, .nonsense:
      Failure(.unavailable, "the mail server: \(detail)", mend: "Check --url, and that it runs.")
    case .untrusted:
      Failure(.configuration, "the mail server: \(detail)", mend: "Give its authority's certificate with --ca-file.")
    case .refused: Failure(.configuration, "the mail server refuses the login", mend: "Check --user and the password.")
    case .command: Failure(.configuration, "the mail server: \(detail)", mend: "Check --mailbox.")
    }
  }
}
