/// What `phano` tells the shell. The numbers are those of sysexits.h, so that scripts and service managers know them.
public enum ExitStatus: Int32, Sendable {
  /// All that was asked for was done.
  case success = 0
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
}
