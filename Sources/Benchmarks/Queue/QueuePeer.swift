import Commands
import Foundation
import Postgres

/// PgQueuer of PyPI, measured in a process of its own: jobs without a payload that do nothing.
struct QueuePeer {
  let python: String
  let server: ConnectionSettings

  /// Enqueues jobs, then runs them in `lanes` consumers of one process, each with a connection of its own. The time is that of
  /// the latter.
  /// - Throws: ``Failure`` when the interpreter cannot be run or lacks the packages.
  func seconds(jobs: Int, lanes: Int, batch: Int, database: String) throws -> Double {
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments =
      ["-c", Self.script, server.host, server.port, server.user, database] + [jobs, lanes, batch].map(String.init)
    if let password = server.password {
      process.environment = ProcessInfo.processInfo.environment.merging(["PGPASSWORD": password]) { $1 }
    }
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
    guard process.terminationStatus == 0, let seconds = try? JSONDecoder().decode(Double.self, from: output),
      seconds > 0
    else {
      throw Failure(
        .configuration, "\(python) could not measure; it ended with \(process.terminationStatus)", mend: Self.advice)
    }
    return seconds
  }

  private static let advice = "Give --python an interpreter in which 'import pgqueuer, asyncpg' works, or leave it out."

  private static let script = #"""
    import asyncio, json, logging, sys, time
    import asyncpg
    from pgqueuer import PgQueuer
    from pgqueuer.db import AsyncpgDriver
    from pgqueuer.queries import Queries

    logging.disable(logging.WARNING)
    host, port, user, database = [value or None for value in sys.argv[1:5]]
    jobs, lanes, batch = map(int, sys.argv[5:])

    async def connect():
        return await asyncpg.connect(host=host, port=port, user=user, database=database)

    async def main():
        first = await connect()
        queries = Queries(AsyncpgDriver(first))
        await queries.install()
        for start in range(0, jobs, 10000):
            count = min(10000, jobs - start)
            await queries.enqueue(["job"] * count, [None] * count, [0] * count)
        done, ended, workers = 0, asyncio.Event(), []
        for _ in range(lanes):
            worker = PgQueuer(AsyncpgDriver(await connect()))
            @worker.entrypoint("job")
            async def work(job):
                nonlocal done
                done += 1
                if done >= jobs:
                    ended.set()
            workers.append(worker)
        began = time.perf_counter()
        tasks = [asyncio.create_task(worker.run(batch_size=batch)) for worker in workers]
        await ended.wait()
        # A job has ended there when it is off the table.
        while await first.fetchval("select count(*) from pgqueuer where status in ('queued', 'picked')"):
            await asyncio.sleep(0.005)
        seconds = time.perf_counter() - began
        for worker in workers:
            worker.shutdown.set()
        await asyncio.wait(tasks, timeout=10)
        await queries.uninstall()
        print(json.dumps(seconds))

    asyncio.run(main())
    """#
}
