/// What tables of accounts and of people, wherever they lie below the paths of an import, say about everybody else's
/// records: they are looked for first, so that a mail finds its account and a transcript its speakers whatever the order
/// of the files.
public struct ReferenceTables: Sendable {
  /// Accounts by the mail domains that the tables name, in lower case.
  public private(set) var accountsByDomain: [String: String] = [:]
  /// People at customers.
  public private(set) var people: [KnownPerson] = []

  /// Looks for tables below paths, by the first bytes of each file. What can't be read is left to the import itself, which
  /// reports it by place.
  public init(below paths: [String], options: ImportOptions) {
    for file in paths.lazy.flatMap(FolderListing.files) where FolderListing.isRegularFile(file) {
      guard let sample = try? ByteSource.unpacking(file).peek(FileFormat.sampleSize) else { continue }
      switch FileFormat(beginning: sample) {
      case .accountsTable: readAccounts(file, options)
      case .contactsTable: people += (try? ContactsTable.read(file)) ?? []
      default: break
      }
    }
  }

  private mutating func readAccounts(_ file: String, _ options: ImportOptions) {
    let walk = FileWalk(path: file, options: options)
    while let record = walk.next() {
      if case .account(let account) = record, let domain = account.domain {
        accountsByDomain[domain] = account.account
      }
    }
  }
}
