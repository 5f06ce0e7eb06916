import Encryption
import Postgres

/// Whether an error says that the keys at hand are no longer the organization's: then they are fetched anew.
enum KeysOutdated {
  static func are(_ error: any Error) -> Bool {
    switch error {
    case let error as PostgresError: error.sqlState?.rawValue == "PH001"
    case EncryptionError.unknownKey: true
    default: false
    }
  }
}
