import Commands
import Foundation

/// Python's `cryptography`, measured in a process of its own.
struct SealPeer {
  let python: String

  struct Times: Sendable {
    /// The envelope as `docs/encryption.md` describes it, written with that package.
    let envelope: SealingTimes
    /// The cipher and nothing else.
    let cipher: SealingTimes
  }

  /// - Throws: ``Failure`` when the interpreter cannot be run or lacks the package.
  func measure(size: Int, rounds: Int, repetitions: Int) throws -> Times {
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = ["-c", Self.script, "\(size)", "\(rounds)", "\(max(1, repetitions * 2048 / max(size, 2048)))"]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      throw Failure(.configuration, "\(python) cannot be run: \(error.localizedDescription)", mend: Self.advice)
    }
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0, let all = try? JSONDecoder().decode([String: [Double]].self, from: output),
      let envelope = Self.times("envelope", all), let cipher = Self.times("cipher", all)
    else {
      throw Failure(
        .configuration, "\(python) could not measure; it ended with \(process.terminationStatus)", mend: Self.advice)
    }
    return Times(envelope: envelope, cipher: cipher)
  }

  private static let advice = "Give --python an interpreter in which 'import cryptography' works, or leave it out."

  private static func times(_ what: String, _ all: [String: [Double]]) -> SealingTimes? {
    guard let seal = all["\(what) seal"], let open = all["\(what) open"], !seal.isEmpty, !open.isEmpty else {
      return nil
    }
    return SealingTimes(seal: Spread(seal), open: Spread(open))
  }

  private static let script = #"""
    import hashlib, hmac, json, os, sys, time
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

    size, rounds, repetitions = map(int, sys.argv[1:])
    key, plaintext = os.urandom(32), bytes(i % 256 for i in range(size))
    context = b"CIW-CTX1" + os.urandom(16) + b"\x11phano.interaction\x07content" + os.urandom(16)

    def derive(header):
        place = hashlib.sha256(header + context).digest()
        secret = hmac.new(header[6:22], key, hashlib.sha512).digest()
        def expand(label):
            return HKDFExpand(hashes.SHA512(), 32, label + place).derive(secret)
        return expand(b"CIW-EV1-enc"), expand(b"CIW-EV1-com")

    def seal():
        header = b"\x01\x01\x00\x00\x00\x01" + os.urandom(28)
        secret, commitment = derive(header)
        bound = header + commitment
        return bound + AESGCM(secret).encrypt(header[22:34], plaintext, bound + context)

    def open_(envelope):
        secret, commitment = derive(envelope[:34])
        if not hmac.compare_digest(commitment, envelope[34:66]):
            raise ValueError
        return AESGCM(secret).decrypt(envelope[22:34], envelope[66:], envelope[:66] + context)

    def cipher_seal():
        nonce = os.urandom(12)
        return nonce + AESGCM(key).encrypt(nonce, plaintext, context)

    def cipher_open(sealed):
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], context)

    def times(body):
        all = []
        for _ in range(rounds):
            start = time.process_time_ns()
            for _ in range(repetitions):
                body()
            all.append((time.process_time_ns() - start) / repetitions / 1000)
        return all

    envelope, sealed = seal(), cipher_seal()
    assert open_(envelope) == plaintext == cipher_open(sealed)
    print(json.dumps({
        "envelope seal": times(seal), "envelope open": times(lambda: open_(envelope)),
        "cipher seal": times(cipher_seal), "cipher open": times(lambda: cipher_open(sealed)),
    }))
    """#
}
