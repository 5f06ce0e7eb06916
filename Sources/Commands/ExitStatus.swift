/// What `phano` tells the shell. The numbers are those of sysexits.h, so that scripts and service managers know them.
public enum ExitStatus: Int32, Sendable {
  /// All that was asked for was done.
  case success = 0
  /// `phano eval`: worse than what is required.
  case regression = 1
  /// `phano eval`: too few items to say.
  case inconclusive = 2
  /// `phano eval`: what was measured is not what it claims to be.
  case invalidMeasurement = 3
  /// `phano eval`: an answer is wanted that was never recorded.
  case replayMiss = 4
  /// Unknown option, missing argument.
  case usage = 64
  /// Input that cannot be used; what could be used was.
  case data = 65
  /// A database or endpoint could not be reached.
  case unavailable = 69
  /// A defect of ours.
  case internalError = 70
  /// Trying again later may work.
  case tryAgain = 75
  /// A setting is missing or wrong: schema version, key, prompt, profile.
  case configuration = 78
  /// Somebody stopped it (SIGINT).
  case interrupted = 130
}
