import ArgumentParser
import Evaluation
import Evaluator
import Foundation
import Scoring

/// `phano eval calibrate`
struct EvalCalibrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate", abstract: "Fit the temperature that makes a run's confidence as right as it says.",
    discussion: """
      Temperature scaling on the run's items, which must not be of a held-out split. The error after it is that of items which
      the temperature was not fitted on (five parts, groups kept whole). A prompt with another calibration has another hash.
      """)

  @Argument(help: ArgumentHelp("The run: folder, id or latest.", valueName: "run")) var target: String
  @Flag(help: "Write the temperature into the prompt's prompt.json.") var write = false
  @Option(help: ArgumentHelp("The model family that it is for. Default: the run's model.", valueName: "name"))
  var family: String?
  @OptionGroup var options: EvalOptions

  private struct Value: Encodable {
    struct Figures: Encodable {
      let ece: Double
      let brier: Double
      let logLoss: Double
      private enum CodingKeys: String, CodingKey {
        case ece, brier
        case logLoss = "log_loss"
      }
    }
    let run: String
    let family: String
    let n: Int
    let temperature: Double
    let stated: Figures
    let calibrated: Figures
  }

  func run() throws {
    let run = try options.run(target)
    guard run.record.heldOut == nil, run.record.status == .done else {
      throw EvaluationFailure(
        .invalid, "the run \(run.record.runID) is \(run.record.heldOut == nil ? "not done" : "of a held-out split")",
        mend: "Fit on a finished run of the dev split.")
    }
    let used = run.record.calibration
    let former = used.isFitted ? Calibration(fitted: used.temperature) ?? .uncalibrated : .uncalibrated
    let items = run.items.filter { $0.probabilities != nil }
    let answers = items.compactMap { item in item.probabilities.map { (stated: former.undo($0), gold: item.gold) } }
    guard let fitted = TemperatureScaling.fitted(answers) else {
      throw EvaluationFailure(.invalid, "no item of the run \(run.record.runID) has probabilities")
    }
    let after = TemperatureScaling.crossFitted(answers, groups: items.map(\.group))
    let temperature = (fitted.temperature * 10_000).rounded() / 10_000
    let value = Value(
      run: run.record.runID, family: family ?? run.record.model.requested, n: answers.count, temperature: temperature,
      stated: Self.figures(answers.map(\.stated), answers), calibrated: Self.figures(after, answers))
    if write { try self.write(temperature, for: value.family, of: run) }
    try EvalOutput(
      title: "calibrate", value: value, text: text(value),
      checks: [
        EvalCheck(
          name: value.family, state: value.calibrated.ece <= value.stated.ece ? .pass : .warning,
          message: "temperature \(temperature), ECE \(value.stated.ece) before, \(value.calibrated.ece) after")
      ]
    ).finish(options.format)
  }

  private static func figures(_ stated: [Probabilities], _ answers: [TemperatureScaling.Answer]) -> Value.Figures {
    let pairs = zip(stated, answers.map(\.gold)).map { (probabilities: $0, gold: $1) }
    let tops = pairs.map { pair -> (confidence: Double, isCorrect: Bool) in
      (pair.probabilities.maximum, pair.probabilities[pair.gold] == pair.probabilities.maximum)
    }
    let n = Double(pairs.count)
    return .init(
      ece: CalibrationMetrics.expectedError(of: CalibrationMetrics.bins(of: tops)) ?? 0,
      brier: pairs.reduce(0) { $0 + CalibrationMetrics.brier($1.probabilities, gold: $1.gold) } / n,
      logLoss: pairs.reduce(0) { $0 + CalibrationMetrics.logLoss($1.probabilities, gold: $1.gold) } / n)
  }

  private func text(_ value: Value) -> String {
    func row(_ name: String, _ before: Double, _ after: Double) -> [String] {
      [name, String(format: "%.4f", before), String(format: "%.4f", after)]
    }
    let table = Output.table(
      columns: [.left("figure"), .right("as stated"), .right("calibrated")],
      rows: [
        row("ECE", value.stated.ece, value.calibrated.ece), row("Brier", value.stated.brier, value.calibrated.brier),
        row("log loss", value.stated.logLoss, value.calibrated.logLoss),
      ])
    return "\(value.family): temperature \(value.temperature), fitted on \(value.n) items\n\n\(table)"
      + (write ? "\nwritten into prompt.json; the prompt's hash is another now\n" : "")
  }

  private func write(_ temperature: Double, for family: String, of run: StoredRun) throws {
    let folder = options.folder.url(run.record.prompt.path)
    let prompt = try PromptOptions.load(folder.path)
    guard prompt.contentHash == run.record.prompt.sha256 else {
      throw EvaluationFailure(
        .invalid, "the prompt in \(folder.path) is not the one of the run", mend: "Run it again, then calibrate.")
    }
    let file = folder.appending(path: PromptFile.metadata.rawValue)
    do {
      let bytes = Array(try Data(contentsOf: file))
      guard let changed = PromptCalibration.setting(temperature, for: family, in: bytes) else {
        throw EvaluationFailure(.data, "\(file.path) has no 'calibration'")
      }
      try Data(changed).write(to: file, options: .atomic)
    } catch let failure as EvaluationFailure {
      throw failure
    } catch {
      throw EvaluationFailure(.storage, "\(file.path) cannot be written", mend: "Check its permissions.")
    }
  }
}
