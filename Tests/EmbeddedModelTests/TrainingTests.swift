import Foundation
import Testing

@testable import EmbeddedModel

@Suite struct TrainingTests {
  @Test("Training learns a small language, tones and languages alike")
  func converges() throws {
    let model = try ToneClassifier(bytes: Samples.smallModel())
    #expect(model.probabilities(of: "awful slow terrible").likeliest == .negative)
    #expect(model.probabilities(of: "meeting invoice list").likeliest == .neutral)
    #expect(model.probabilities(of: "happy great lovely").likeliest == .positive)
    #expect(model.language(of: "happyowski greatowski lovelyowski").tag == "pl")
    #expect(model.language(of: "happy great lovely").tag == "en")
  }

  @Test("The loss falls from epoch to epoch")
  func lossFalls() throws {
    var losses: [Double] = []
    _ = try ModelTrainer(settings: Samples.settings, version: "test").train(on: Samples.messages) {
      if case .epoch(_, let loss) = $0 { losses.append(loss) }
    }
    #expect(losses.count == Samples.settings.epochs)
    #expect(zip(losses, losses.dropFirst()).allSatisfy(>))
  }

  @Test("The same seed gives the same bytes, another seed others")
  func deterministic() throws {
    #expect(try Samples.smallModel(seed: 3) == Samples.smallModel(seed: 3))
    #expect(try Samples.smallModel(seed: 3) != Samples.smallModel(seed: 4))
  }

  @Test("Held-out rows change nothing but the figures")
  func heldOutIsApart() throws {
    let full = try ModelFile(Samples.smallModel())
    let mislabelled = Samples.messages.map { message in
      Split(id: message.id) == .heldOut
        ? LabelledMessage(
          id: message.id, text: message.text, label: .neutral, language: message.language, set: message.set)
        : message
    }
    let other = try ModelFile(ModelTrainer(settings: Samples.settings, version: "test").train(on: mislabelled))
    #expect(other.tables == full.tables)
    #expect(other.metadata.measurement != full.metadata.measurement)
  }

  @Test("A tenth of the rows is held out, a tenth calibrates")
  func splitShares() {
    let splits = (0..<20_000).map { Split(id: "set-\($0)") }
    for split in [Split.heldOut, .calibration] {
      let share = Double(splits.count { $0 == split }) / 20_000
      #expect(abs(share - 0.1) < 0.01)
    }
  }

  @Test("Sets whose licence forbids it are left out and named")
  func licences() throws {
    let forbidden = ["airline_en", "germeval17_de"].flatMap { set in
      (0..<30).map { LabelledMessage(id: "\(set)-\($0)", text: "awful", label: .positive, language: "en", set: set) }
    }
    let trainer = ModelTrainer(settings: Samples.settings, version: "test")
    let file = try ModelFile(trainer.train(on: Samples.messages + forbidden))
    #expect(file.metadata.refused == ["airline_en", "germeval17_de"])
    #expect(file.tables == (try ModelFile(Samples.smallModel())).tables)
  }

  @Test("Training rows with the words of a held-out row are dropped")
  func duplicates() throws {
    let heldOut = try #require((0..<100).map { "row-\($0)" }.first { Split(id: $0) == .heldOut })
    let training = try #require((0..<100).map { "row-\($0)" }.first { Split(id: $0) == .training })
    let rows = [
      LabelledMessage(id: heldOut, text: "So good!", label: .positive, language: "en", set: "a"),
      LabelledMessage(id: training, text: "@you so  GOOD", label: .positive, language: "en", set: "b"),
    ]
    let corpus = TrainingCorpus(rows)
    #expect(corpus.heldOut == [rows[0]])
    #expect(corpus.training.isEmpty)
  }

  @Test("A missing tone and settings out of range are errors")
  func errors() {
    let onlyGood = Samples.messages.filter { $0.label == .positive }
    #expect(throws: TrainingError.noRows(.negative)) {
      try ModelTrainer(settings: Samples.settings, version: "test").train(on: onlyGood)
    }
    var settings = Samples.settings
    settings.bucketBits = 30
    #expect(throws: TrainingError.badSetting("bucketBits")) {
      try ModelTrainer(settings: settings, version: "test").train(on: Samples.messages)
    }
  }

  @Test("A quantised weight is at most half a step off")
  func quantization() {
    var random = SplitMix(seed: 11)
    let numbers = (0..<5000).map { _ in Float(Double(random.next() >> 11) / Double(1 << 53) * 8 - 3) }
    let quantized = Quantized(numbers)
    for (number, step) in zip(numbers, quantized.steps) {
      #expect(abs(Float(step) * quantized.scale - number) <= quantized.scale * 0.5001)
    }
    #expect(Quantized([0, 0]).steps == [0, 0])
  }

  @Test("The fitted temperature lowers the loss of overconfident answers and undoes a known one")
  func temperature() {
    // Two answers in three are right at p = 0.98: far too sure.
    let rows = (0..<300).map { _ in [0.98, 0.01, 0.01].map { log($0) } }
    let labels = (0..<300).map { $0 % 3 == 0 ? 1 : 0 }
    let weights = [Double](repeating: 1, count: 300)
    let fitted = Temperature.fitted(logProbabilities: rows, labels: labels, weights: weights)
    let loss = { Temperature.negativeLogLikelihood(rows, labels, weights, temperature: $0) }
    #expect(fitted > 1.5)
    #expect(loss(fitted) < loss(1))
    #expect(loss(fitted) <= loss(fitted * 1.02) && loss(fitted) <= loss(fitted / 1.02))
  }

  @Test("Macro-F1 and calibration error agree with a table worked by hand")
  func metrics() {
    func row(_ label: Tone, _ values: [Double]) -> ScoredRow {
      ScoredRow(label: label, probabilities: ToneProbabilities(values), set: "a", language: "en")
    }
    let rows = [
      row(.negative, [0.8, 0.1, 0.1]), row(.negative, [0.1, 0.8, 0.1]), row(.neutral, [0.1, 0.8, 0.1]),
      row(.positive, [0.1, 0.1, 0.8]),
    ]
    let accuracy = ToneMetrics.accuracy(of: "a", rows)
    // F1: negative 2/3, neutral 2/3, positive 1.
    #expect(abs(accuracy.macroF1 - 7.0 / 9) < 1e-12)
    #expect(accuracy.accuracy == 0.75)
    #expect(abs(ToneMetrics.calibrationError(rows, weights: [1, 1, 1, 1]) - 0.05) < 1e-12)
  }
}
