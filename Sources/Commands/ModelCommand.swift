import ArgumentParser
import EmbeddedModel
import Foundation
import UnixSignals

/// `phano model`
struct ModelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "The embedded classifier: serve it, look at it, measure it, train another.",
    subcommands: [Serve.self, Card.self, Eval.self, Train.self])

  /// Which model is meant.
  struct Choice: ParsableArguments {
    @Option(help: ArgumentHelp("A model file; the one in this program if left out.", valueName: "file"))
    var model: String?

    func load() throws -> ToneClassifier {
      do throws(ModelFileError) {
        guard let model else { return try .shipped() }
        return try ToneClassifier(file: model)
      } catch {
        throw Failure(.data, "\(model ?? "the model in this program"): \(error)")
      }
    }
  }

  /// The classifier in this program.
  static func shippedModel() throws -> ToneClassifier {
    do {
      return try .shipped()
    } catch {
      throw Failure(.internalError, "the model in this program: \(error)")
    }
  }

  struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Serve the classifier behind the chat completions protocol.",
      discussion: """
        A linear n-gram classifier, not a language model. Prints one line of JSON with the address as soon as it listens.
        SIGTERM lets requests in progress finish. Exit code 0 then.
        """)

    @OptionGroup var choice: Choice
    @Option(help: "The address to listen on.") var host = "127.0.0.1"
    @Option(help: "The port to listen on; 0 takes a free one.") var port: UInt16 = 8421
    @Flag(help: "Accept an address that other machines can reach; there is no password.") var allowRemote = false

    func run() async throws {
      var configuration = EmbeddedServer.Configuration()
      (configuration.host, configuration.port, configuration.allowsRemote) = (host, port, allowRemote)
      let model = try choice.load()
      let server: EmbeddedServer
      do throws(EmbeddedServerError) {
        server = try EmbeddedServer(model: model, configuration: configuration)
      } catch {
        throw Failure(.usage, error.description)
      }
      let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
      let listening = Task { for await _ in signals { await server.stop() } }
      defer { listening.cancel() }
      try await withThrowingTaskGroup { group in
        group.addTask { try await Self.announce(server, host: host, model: model.name) }
        group.addTask {
          do {
            try await server.run()
          } catch {
            throw Failure(.unavailable, "cannot listen on \(host):\(port): \(error)", mend: "Choose another --port.")
          }
        }
        try await group.waitForAll()
      }
    }

    private static func announce(_ server: EmbeddedServer, host: String, model: String) async throws {
      struct Announcement: Encodable {
        let listening: String
        let port: Int
        let model: String
      }
      let port = try await server.waitUntilListening()
      let address = host.contains(":") ? "[\(host)]" : host
      try Output(json: true).one(
        Announcement(listening: "http://\(address):\(port)", port: Int(port), model: model), text: "")
    }
  }

  struct Card: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print what the model was made of, how right it is and what it cannot do.")

    @OptionGroup var choice: Choice
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let metadata = try choice.load().metadata
      try Output(json: json).one(metadata, text: metadata.card)
    }
  }

  struct Eval: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Measure the classifier on labelled data, in this process.",
      discussion: "`phano eval run` measures through the worker's own path, with masking, prompt and endpoint.")

    @OptionGroup var choice: Choice
    @Argument(help: "Labelled JSONL files, .gz too.") var files: [String]
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let measurement = try choice.load().measured(on: ModelCommand.labelledMessages(files))
      try Output(json: json).one(measurement, text: measurement.table)
    }
  }

  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Train a model from labelled data.",
      discussion: """
        A line of the data is {"id","text","label","language"}; sets are named after their files. A tenth of the rows, by
        their id, is kept out for the figures of the card, another tenth fits the temperature. Sets whose licence forbids
        it are left out. The same data and seed give the same file.
        """)

    @Argument(help: "Labelled JSONL files, .gz too.") var files: [String]
    @Option(help: ArgumentHelp("Where to write the model.", valueName: "file")) var output: String
    @Option(help: "Version of the model.") var modelVersion = "1.0.0"
    @Option(help: "Decides the order of rows.") var seed: UInt64 = 1
    @Option(help: "Passes over the rows.") var epochs = TrainingSettings().epochs

    func run() throws {
      var settings = TrainingSettings()
      (settings.seed, settings.epochs) = (seed, epochs)
      let messages = try ModelCommand.labelledMessages(files)
      let bytes: [UInt8]
      do throws(TrainingError) {
        bytes = try ModelTrainer(settings: settings, version: modelVersion).train(on: messages, progress: Self.tell)
      } catch {
        throw Failure(.data, error.description)
      }
      do {
        try Data(bytes).write(to: URL(filePath: output), options: .atomic)
      } catch {
        throw Failure(.data, "\(output) cannot be written", mend: "Check the path and its permissions.")
      }
      let metadata = try ToneClassifier(bytes: bytes).metadata
      Output.write(metadata.card)
    }

    private static func tell(_ progress: TrainingProgress) {
      switch progress {
      case .extracted(let rows, let features): Output.remark("\(rows) training rows, \(features) features")
      case .epoch(let number, let loss): Output.remark("epoch \(number): loss \(loss)")
      case .languagesFitted: Output.remark("languages fitted")
      }
    }
  }

  fileprivate static func labelledMessages(_ files: [String]) throws -> [LabelledMessage] {
    do throws(LabelledDataError) {
      var messages: [LabelledMessage] = []
      for file in files { messages += try LabelledData.read(file: file) }
      return messages
    } catch {
      throw Failure(
        .data, error.description, mend: "Each line is {\"id\",\"text\",\"label\",\"language\",\"channel\"}.")
    }
  }
}
