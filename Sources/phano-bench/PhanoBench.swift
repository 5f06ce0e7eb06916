import Benchmarks
import Commands

@main struct PhanoBench {
  static func main() async {
    await BenchCommand.runMain()
  }
}
