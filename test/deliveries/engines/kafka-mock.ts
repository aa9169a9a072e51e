import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';

const PATHS = [
  '/usr/lib/x86_64-linux-gnu/librdkafka.so.1',
  '/usr/lib/aarch64-linux-gnu/librdkafka.so.1',
  '/usr/lib64/librdkafka.so.1',
  '/usr/lib/librdkafka.so.1',
  '/opt/homebrew/lib/librdkafka.1.dylib',
];
const library = [process.env.BACKSTITCH_LIBRDKAFKA, ...PATHS].find(
  (path) => path !== undefined && path !== '' && existsSync(path),
);
const hasPython = spawnSync('python3', ['-c', 'import ctypes']).status === 0;

/** The library with the mock brokers; undefined where it or Python is not installed. */
export const LIBRDKAFKA = hasPython ? library : undefined;

/** Why tests with mock brokers are skipped, in words; '' where they are not. */
export const WITHOUT_KAFKA =
  LIBRDKAFKA === undefined
    ? ' (skipped: no librdkafka or no python3 here; name the library in BACKSTITCH_LIBRDKAFKA, or apt install librdkafka1)'
    : '';

/** Starts mock brokers and does what it is told on its input, a line each. */
const PROGRAM = `
import ctypes as c, json, sys
lib = c.CDLL(sys.argv[1])
for name in ('rd_kafka_conf_new', 'rd_kafka_new', 'rd_kafka_mock_cluster_new'):
    getattr(lib, name).restype = c.c_void_p
lib.rd_kafka_new.argtypes = [c.c_int, c.c_void_p, c.c_char_p, c.c_size_t]
lib.rd_kafka_mock_cluster_new.argtypes = [c.c_void_p, c.c_int]
lib.rd_kafka_mock_cluster_bootstraps.restype = c.c_char_p
lib.rd_kafka_mock_cluster_bootstraps.argtypes = [c.c_void_p]
lib.rd_kafka_mock_topic_create.argtypes = [c.c_void_p, c.c_char_p, c.c_int, c.c_int]
lib.rd_kafka_mock_topic_set_error.argtypes = [c.c_void_p, c.c_char_p, c.c_int]
lib.rd_kafka_mock_broker_set_down.argtypes = [c.c_void_p, c.c_int32]
lib.rd_kafka_mock_broker_set_up.argtypes = [c.c_void_p, c.c_int32]
lib.rd_kafka_mock_push_request_errors_array.argtypes = [c.c_void_p, c.c_int16, c.c_size_t, c.c_void_p]
client = lib.rd_kafka_new(0, lib.rd_kafka_conf_new(), c.create_string_buffer(512), 512)
cluster = lib.rd_kafka_mock_cluster_new(client, 2)
print(lib.rd_kafka_mock_cluster_bootstraps(cluster).decode(), flush=True)
for line in sys.stdin:
    do, *of = json.loads(line)
    if do == 'topic': lib.rd_kafka_mock_topic_create(cluster, of[0].encode(), of[1], 1)
    if do == 'spoil': lib.rd_kafka_mock_topic_set_error(cluster, of[0].encode(), of[1])
    if do == 'down': lib.rd_kafka_mock_broker_set_down(cluster, of[0])
    if do == 'up': lib.rd_kafka_mock_broker_set_up(cluster, of[0])
    if do == 'fail':
        codes = (c.c_int * len(of[1]))(*of[1])
        lib.rd_kafka_mock_push_request_errors_array(cluster, of[0], len(of[1]), codes)
    print('done', flush=True)
`;

/** Key of a request that can be made to fail. */
export const PRODUCE = 0;

/** Two mock brokers of librdkafka. */
export async function startKafka() {
  const child = spawn('python3', ['-c', PROGRAM, LIBRDKAFKA ?? ''], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('the mock brokers ended');
    return value;
  };
  const brokers = (await next()).split(',');
  const tell = async (...command: unknown[]): Promise<void> => {
    child.stdin.write(`${JSON.stringify(command)}\n`);
    await next();
  };
  return {
    /** The first broker: it names the other one. */
    url: `kafka://${brokers[0]}`,
    ports: brokers.map((broker) => Number(broker.split(':')[1])),
    topic: (name: string, partitions = 4) => tell('topic', name, partitions),
    /** Whoever asks for a topic is told this code; 0: none. */
    spoil: (topic: string, code: number) => tell('spoil', topic, code),
    /** The next requests of a kind are answered with these codes. */
    fail: (request: number, codes: readonly number[]) => tell('fail', request, codes),
    down: (broker: number) => tell('down', broker),
    up: (broker: number) => tell('up', broker),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
