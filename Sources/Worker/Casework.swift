import Anonymization
import Conversation
import Jobs
import Storage

/// A claimed job with what is to be asked about it.
struct ComposedJob: Sendable {
  let job: ClaimedJob
  let composition: Composition
}

/// What came of preparing a batch of claimed jobs.
struct ComposedBatch: Sendable {
  /// Ready to be asked; what their requests masked is on record.
  var composed: [ComposedJob] = []
  /// Their interaction is no more: erased since the claim.
  var gone: [ClaimedJob] = []
  /// Their organization does not let this worker in, or their cases changed faster than they could be read.
  var refused: [ClaimedJob] = []
  /// Came by SQL, and sealed by now; nothing is left to do about these jobs.
  var sealed: [ClaimedJob] = []
  /// About no interaction, but what an organization keeps no longer.
  var retentions: [ClaimedJob] = []
  /// About no interaction, but the day of all accounts of an organization.
  var diagnoses: [ClaimedJob] = []
  /// About no interaction, but what waits for a destination.
  var outputs: [ClaimedJob] = []
  /// Somebody's open transaction in their organization is in the way.
  var busy: [ClaimedJob] = []
  /// Came by SQL, and the database does not take what they say.
  var unstorable: [ClaimedJob] = []
  /// Their content does not open: it was tampered with.
  var damaged: [ClaimedJob] = []
  /// Their organization's keys cannot be had, and why.
  var locked: [(organization: OrganizationID, jobs: [ClaimedJob], why: any Error)] = []
}

/// Prepares claimed jobs: loads what they are about, composes the requests, and puts on record what was masked before
/// any of it leaves.
///
/// Interactions of one case follow each other, so that each knows what the one before it masked. When another worker
/// extends a case meanwhile, the interactions concerned are loaded and composed anew: no placeholder ever leaves that
/// means one thing here and another there.
struct Casework: Sendable {
  let store: VerdictStore
  let analyst: Analyst

  /// Several workers at once in one conversation are rare; that they are in each other's way this often is rarer.
  private static let rounds = 5

  func prepare(_ jobs: [ClaimedJob], as worker: WorkerIdentity) async throws -> ComposedBatch {
    var batch = ComposedBatch()
    var open = jobs.filter { $0.kind == .score }
    batch.retentions = jobs.filter { $0.kind == .retain }
    batch.diagnoses = jobs.filter { $0.kind == .diagnose }
    batch.outputs = jobs.filter { $0.kind == .deliver }
    let unsealed = jobs.filter { $0.kind == .seal }
    if !unsealed.isEmpty {
      let report = try await store.seal(unsealed, as: worker)
      batch.sealed = report.sealed
      batch.refused = report.refused
      batch.unstorable = report.unstorable
      batch.busy = report.busy
      batch.locked = report.locked
    }
    for _ in 0..<Self.rounds where !open.isEmpty {
      let loaded = try await store.load(open, as: worker)
      batch.gone += loaded.gone
      batch.refused += loaded.refused
      batch.damaged += loaded.damaged
      batch.locked += loaded.locked
      let cases = await compose(loaded.loaded)
      let known = try await putOnRecord(cases, as: worker)
      open = []
      for (work, isKnown) in zip(cases, known) {
        if isKnown { batch.composed += work.jobs } else { open += work.jobs.map(\.job) }
      }
    }
    batch.refused += open
    return batch
  }

  // MARK: Composing

  /// The jobs of one case.
  private struct CaseWork: Sendable {
    let organization: OrganizationID
    var jobs: [ComposedJob] = []
    var masking: StoredMasking
    var hasGrown = false
  }

  private struct AccountKey: Hashable {
    let organization: OrganizationID
    let account: AccountID
  }

  private func compose(_ jobs: [LoadedJob]) async -> [CaseWork] {
    let accounts = Dictionary(grouping: jobs) {
      AccountKey(organization: $0.job.organization, account: $0.loaded.masking.key.account)
    }
    return await withTaskGroup { group in
      for (key, jobs) in accounts {
        let masker = jobs[0].loaded.masker()
        for jobs in Dictionary(grouping: jobs, by: \.loaded.masking.key.conversation).values {
          group.addTask {
            compose(CaseWork(organization: key.organization, masking: jobs[0].loaded.masking), jobs, masker)
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
  }

  private func compose(_ work: CaseWork, _ jobs: [LoadedJob], _ masker: Masker) -> CaseWork {
    var work = work
    for job in jobs {
      let composition = analyst.compose(
        job.loaded.interaction, masker.beginCase(continuing: work.masking.placeholders))
      if case .request(let request) = composition, request.masking.placeholders != work.masking.placeholders {
        work.masking = work.masking.extended(to: request.masking.placeholders)
        work.hasGrown = true
      }
      work.jobs.append(ComposedJob(job: job.job, composition: composition))
    }
    return work
  }

  /// Returns for each case whether the database knows what was masked in it.
  private func putOnRecord(_ cases: [CaseWork], as worker: WorkerIdentity) async throws -> [Bool] {
    let grown = Dictionary(grouping: cases.filter(\.hasGrown), by: \.organization).mapValues { works in
      works.map { StoredMasking.Extension(masking: $0.masking, jobs: $0.jobs.map(\.job)) }
    }
    let extended = grown.isEmpty ? [:] : try await store.extend(grown, as: worker)
    return cases.map { !$0.hasGrown || extended[$0.organization]?.contains($0.masking.key) ?? false }
  }
}
