import ArgumentParser
import Evaluation
import Evaluator

/// `phano eval power`
struct EvalPower: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "power", abstract: "Say what a comparison on so many items can see, before anyone spends money.",
    discussion: """
      Discordance is the share of items that exactly one of two systems has right; 'phano eval compare' prints it. Items of one
      group tell less than independent ones do: take these figures as the least.
      """)

  @Option(help: ArgumentHelp("Items. Default: those of the dataset's split.", valueName: "n")) var items: Int?
  @Option(help: "Which split's items.") var split: String?
  @Option(help: "Share of items that exactly one of the systems has right.") var discordance = 0.12
  @Option(help: "A margin to be shown; several times. Default: those of the gates.") var margin: [Double] = []
  @Option(help: ArgumentHelp("The data, when they are not the configuration's.", valueName: "file"))
  var dataset: String?
  @OptionGroup var options: EvalOptions

  func validate() throws {
    guard items ?? 1 > 0, discordance > 0, discordance <= 1, margin.allSatisfy({ $0 >= 0.0001 && $0 <= 1 }) else {
      throw ValidationError("--items must be 1 or more, --discordance within 0...1, --margin from 0.0001 to 1.")
    }
  }

  private struct Value: Encodable {
    struct Margin: Encodable {
      let margin: Double
      let toSee: Int?
      let toPass: Int?
      private enum CodingKeys: String, CodingKey {
        case margin
        case toSee = "items_to_see"
        case toPass = "items_to_pass_when_equal"
      }
    }
    let items: Int
    let discordance: Double
    let leastDifference: Double?
    let margins: [Margin]
    private enum CodingKeys: String, CodingKey {
      case items, discordance, margins
      case leastDifference = "least_difference_seen"
    }
  }

  func run() throws {
    let (config, _) = try options.load()
    let count: Int =
      if let items {
        items
      } else {
        try options.dataset(dataset, config).items(split: split, limit: nil).count
      }
    let power = Power()
    let gates = config.gates.filter { $0.kind == .noninferior && $0.slice == nil }.map(\.limit)
    let wanted = Set(margin.isEmpty ? (gates.isEmpty ? [0.02, 0.05] : gates) : margin).sorted()
    let margins = wanted.map { margin in
      Value.Margin(
        margin: margin, toSee: power.items(toSee: margin, discordance: discordance),
        toPass: power.items(toPassMargin: margin, discordance: discordance))
    }
    let least = power.leastDifference(items: count, discordance: discordance)
    let columns: [Output.Column] = [
      .right("margin (points)"), .right("items to see it"), .right("items to pass when equal"),
    ]
    let rows = margins.map { margin in
      [Self.points(margin.margin), margin.toSee.map { "\($0)" } ?? "-", margin.toPass.map { "\($0)" } ?? "-"]
    }
    let sees = least.map { "a difference of accuracy of \(Self.points($0)) points or more" } ?? "no difference at all"
    let text =
      "\(count) items at \(Self.points(discordance)) % discordance show \(sees) (80 % power, two-sided 5 %).\n\n"
      + Output.table(columns: columns, rows: rows)
    try EvalOutput(
      title: "power",
      value: Value(items: count, discordance: discordance, leastDifference: least, margins: margins), text: text,
      checks: margins.map { margin in
        let isEnough = margin.toPass.map { $0 <= count } ?? false
        return EvalCheck(
          name: "margin \(margin.margin)", state: isEnough ? .pass : .warning,
          message: "needs \(margin.toPass ?? 0) items, there are \(count)")
      }
    ).finish(options.format)
  }

  private static func points(_ share: Double) -> String {
    let tenths = (share * 1000).rounded()
    return "\(Int(tenths) / 10).\(Int(tenths) % 10)"
  }
}
