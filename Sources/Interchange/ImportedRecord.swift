/// What an importer delivers, one at a time and in the order of the files.
public enum ImportedRecord: Sendable, Hashable {
  /// An interaction, whole and ready to be stored.
  case interaction(ImportedInteraction)
  /// A customer's master data.
  case account(ImportedAccountDetails)
  /// A figure of usage or support.
  case metric(ImportedMetric)
  /// An answer to a net promoter survey.
  case npsResponse(ImportedNPSResponse)
  /// Something that happened to a ticket.
  case ticketEvent(ImportedTicketEvent)
  /// A record that is understood and of no use here: what it is, for counting.
  case passedOver(String)
  /// A record that was skipped.
  case problem(ImportProblem)
}

/// The records of a path, read as they are asked for: whatever the size of a mailbox, one mail is in memory at a time.
///
/// Reading blocks the task that asks for as long as the disk takes. An iterator belongs to one task.
public struct ImportedRecords: AsyncSequence, Sendable {
  /// Records come one by one.
  public typealias Element = ImportedRecord
  /// Problems are records; nothing is thrown.
  public typealias Failure = Never

  let path: String
  let options: ImportOptions

  /// Reads the files from their beginning.
  public func makeAsyncIterator() -> Iterator {
    Iterator(FileWalk(path: path, options: options))
  }

  /// One reading of the files.
  public struct Iterator: AsyncIteratorProtocol {
    private let walk: FileWalk

    fileprivate init(_ walk: FileWalk) {
      self.walk = walk
    }

    /// The next record or problem; `nil` when all files are read or the task was cancelled.
    public mutating func next() async -> ImportedRecord? {
      guard !Task.isCancelled else { return nil }
      return walk.next()
    }
  }
}
