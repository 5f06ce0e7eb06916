public import Conversation
public import Jobs

/// An interaction with what the masker has to know.
public struct LoadedInteraction: Sendable {
  /// What was said, by whom.
  public let interaction: Interaction
  /// The people of the account whose names, addresses and numbers the organization knows.
  public let contacts: [Contact]
  /// What its case has masked so far.
  public let masking: StoredMasking

  /// A contact of the account, as far as it is known.
  public struct Contact: Sendable, Hashable {
    /// Full name.
    public let name: String?
    /// One e-mail address, lower case.
    public let email: String?
    /// One telephone number, as it was entered.
    public let phone: String?
  }
}

/// A claimed job with what it is about.
public struct LoadedJob: Sendable {
  /// The claim.
  public let job: ClaimedJob
  /// What it is about.
  public let loaded: LoadedInteraction
}

/// What came of loading a batch of claimed jobs.
public struct LoadedBatch: Sendable {
  /// Ready to be analysed.
  public var loaded: [LoadedJob] = []
  /// Their interaction is no more: erased since the claim.
  public var gone: [ClaimedJob] = []
  /// Their organization does not let this worker in: suspended or erased since the claim, or the lease is lost.
  public var refused: [ClaimedJob] = []
  /// Their content does not open: it was tampered with.
  public var damaged: [ClaimedJob] = []
  /// Their organization's keys cannot be had, and why: nothing of it can be opened until somebody mends that.
  public var locked: [(organization: OrganizationID, jobs: [ClaimedJob], why: any Error)] = []
}
