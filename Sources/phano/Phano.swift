import Commands

@main struct Phano {
  static func main() async {
    await PhanoCommand.runMain()
  }
}
