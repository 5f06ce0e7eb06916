import ArgumentParser
import EmbeddedModel
import Evaluation
import Evaluator
import Foundation
import Logging
import ModelEndpoint
import Scoring
import Storage
import Worker

/// Whether a classifier answers what it is sure of.
struct CascadeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A policy of 'phano eval cascade': the embedded classifier answers what it is sure of. Default: PHANO_CASCADE, or none.",
      valueName: "file"))
  var cascade: String?

  @Option(
    help: ArgumentHelp(
      "Of what the classifier is sure of, the share that the model is asked about all the same, above 0 to 1.",
      valueName: "share"))
  var cascadeAudit = 0.05

  func validate() throws {
    guard cascadeAudit > 0, cascadeAudit <= 1 else {
      throw ValidationError("--cascade-audit must be above 0 and at most 1: without an audit nobody sees it go wrong.")
    }
  }

  /// The cascade in front of `analyst`; nil when none is wanted.
  ///
  /// - Throws: `Failure` for a policy that can't be read, or that was found with another classifier, model or prompt.
  func load(before analyst: Analyst, prompt: Prompt, logger: Logger) throws -> Cascade? {
    guard let path = cascade ?? Environment.value("PHANO_CASCADE") else { return nil }
    let policy: CascadePolicy
    do {
      policy = try JSONDecoder().decode(CascadePolicy.self, from: Data(contentsOf: URL(filePath: path)))
    } catch {
      throw Failure(
        .configuration, "the cascade's policy \(path) cannot be read",
        mend: "Write one with 'phano eval cascade --write'.")
    }
    guard policy.v == CascadePolicy.form else {
      throw Failure(
        .configuration,
        "the cascade's policy \(path) is of form \(policy.v), and this worker reads form \(CascadePolicy.form)",
        mend: "Write it anew with this version's 'phano eval cascade --write'.")
    }
    guard (0...1).contains(policy.threshold) else {
      throw Failure(.configuration, "the cascade's policy \(path) has a threshold of \(policy.threshold)")
    }
    let classifier = try ModelCommand.shippedModel()
    let first = try Self.analyst(classifier, prompt, logger)
    let provenance = analyst.provenance
    for (name, found, here) in [
      ("classifier", policy.classifier, classifier.name), ("model", policy.model, provenance.modelRequested),
      ("prompt", policy.promptSHA256, provenance.promptHash),
    ] where found != here {
      throw Failure(
        .configuration, "the cascade's policy \(path) is for the \(name) \(found), and this worker has \(here)",
        mend:
          "Run 'phano eval run' for both stages with this worker's prompt and model, then 'phano eval cascade --write'."
      )
    }
    return Cascade(first: first, threshold: policy.threshold, auditShare: cascadeAudit)
  }
  /// The worker's path with the embedded classifier at its end, in this process.
  private static func analyst(_ classifier: ToneClassifier, _ prompt: Prompt, _ logger: Logger) throws -> Analyst {
    do {
      let endpoint = try ModelEndpoint(
        ProfileTemplate.named("embedded").resolved(), key: nil, transport: EmbeddedTransport(EmbeddedChat(classifier)),
        logger: logger)
      return try Analyst(prompt: prompt, endpoint: endpoint, logger: logger)
    } catch {
      throw Failure(.configuration, "the cascade's classifier cannot be asked: \(error)")
    }
  }
}
