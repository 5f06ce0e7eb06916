import ArgumentParser
import Conversation
import Foundation
import Storage

/// `phano jobs`
struct JobsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jobs", abstract: "Look after jobs that did not go well.",
    subcommands: [List.self, Retry.self], defaultSubcommand: List.self)

  enum State: String, ExpressibleByArgument, CaseIterable {
    case waiting, blocked, dead
  }

  /// `phano jobs list`
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List jobs that wait after a failure, are blocked or were given up, with the reason.",
      discussion: """
        A reason is a code; it never holds a word of the customer's. 'phano privacy preview INTERACTION' shows what would be
        sent, or why nothing would.
        """)

    @Option(help: "Only jobs in this state: waiting, blocked or dead.") var state: State?
    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var options: OrganizationOptions

    func run() async throws {
      let jobs = try await options.withStore { store in try await store.troubles() }
        .filter { state == nil || $0.state == state?.rawValue }
      if jobs.isEmpty, !json {
        Output.write("No job is in trouble.\n")
        return
      }
      try Output(json: json).list(
        jobs,
        columns: [
          .right("job"), .left("account"), .left("interaction"), .left("state"), .right("attempt"), .left("reason"),
          .left("since"),
        ]
      ) {
        [
          "\($0.job)", $0.account ?? "", "\($0.interaction)", $0.state, "\($0.attempt)", $0.reason ?? "",
          Moment.minute($0.since),
        ]
      }
      if !json { Output.write(Self.legend(of: jobs)) }
    }

    private static func legend(of jobs: [OrganizationStore.Trouble]) -> String {
      let reasons = Set(jobs.compactMap(\.reason)).sorted()
      return reasons.isEmpty ? "" : "\n" + reasons.map { "\($0): \(JobReason.explanation(of: $0))\n" }.joined()
    }
  }

  /// `phano jobs retry`
  struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put blocked or dead jobs back into the queue.",
      discussion: "Their attempts are counted from the start. Jobs that wait come back by themselves.")

    @Argument(help: ArgumentHelp("The jobs' numbers.", valueName: "job")) var jobs: [Int64] = []
    @Option(help: "All jobs in this state: blocked or dead.") var state: State?
    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var options: OrganizationOptions

    private struct Report: Encodable { let retried: Int }

    func validate() throws {
      guard jobs.isEmpty != (state == nil) else { throw ValidationError("Name jobs, or give --state.") }
      guard state != .waiting else { throw ValidationError("Waiting jobs are tried again by themselves.") }
    }

    func run() async throws {
      let retried = try await options.withStore { store in
        let known = try await store.troubles().filter { $0.state != State.waiting.rawValue }
        let chosen = known.filter { jobs.contains($0.job) || $0.state == state?.rawValue }
        let missing = Set(jobs).subtracting(chosen.map(\.job)).sorted()
        guard missing.isEmpty else {
          throw Failure(
            .data, "no blocked or dead job \(missing.map(String.init).joined(separator: ", "))",
            mend: "'phano jobs' lists them.")
        }
        let count = try await store.retry(chosen.map(\.interaction))
        try await store.audit(.retryJobs, "\(count) jobs")
        return count
      }
      try Output(json: json).one(Report(retried: retried), text: "\(retried) jobs are in the queue again")
    }
  }
}

/// What the codes mean that jobs give as their reason.
enum JobReason {
  static func explanation(of code: String) -> String {
    known[code] ?? families.first { code.hasPrefix($0.prefix) }?.meaning ?? "see the worker's log"
  }

  private static let known = [
    "gate_addressSign": "the wire gate saw an '@' with words on both sides that masking could not remove",
    "gate_digitRun": "the wire gate saw seven or more digits that masking could not remove",
    "gate_encodedText": "the wire gate saw base64 or an escaped value that masking could not remove",
    "gate_knownValue": "the wire gate saw a value again that is masked elsewhere in the conversation",
    "gate_unreadable": "the request did not read back as it was written: a fault of ours, report it",
    "gate_too_large": "the request is larger than the endpoint takes: lower the prompt's max_text_bytes",
    "invalid_answer": "the model's answer was not valid, twice",
    "interaction_gone": "the interaction was erased before it was scored",
    "unrecordable": "the database would not take the verdict: see the worker's log",
    "worker_died_five_times": "five workers died while they held this job",
    "suspended": "the organization is suspended",
    "paused": "the organization is paused",
    "no_worker": "no worker runs",
    "transfer_forbidden":
      "the organization forbids that its text leaves the EU, and every worker's endpoint is outside it",
    "timeout": "the endpoint did not answer in time",
    "unreachable": "the endpoint could not be reached",
    "tls": "the endpoint's certificate was not accepted",
    "refused": "the endpoint's address is not one that may be called",
    "answer_too_large": "the endpoint's answer was larger than any valid one",
    "invalid_response": "the endpoint answered, but not as its protocol says",
  ]

  private static let families = [
    (prefix: "gate_prompt_", meaning: "the prompt itself has what may be personal data"),
    (prefix: "http_401", meaning: "the endpoint refused the key"),
    (prefix: "http_403", meaning: "the endpoint refused the key"),
    (prefix: "http_429", meaning: "the endpoint counts our requests; the job waits"),
    (prefix: "http_5", meaning: "the endpoint failed"),
    (prefix: "http_", meaning: "the endpoint refused the request"),
  ]
}
