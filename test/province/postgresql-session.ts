/** One client of a simulated database that speaks PostgreSQL's protocol: sign-in, transactions, prepared queries. */
import { createHash, randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import {
  authenticationMd5,
  authenticationOk,
  backendKey,
  bindComplete,
  closeComplete,
  commandComplete,
  dataRow,
  errorResponse,
  MessageReader,
  parameterStatus,
  parseComplete,
  portalSuspended,
  readyForQuery,
  rowDescription,
  type WireColumn,
} from './postgresql-messages.ts';

export interface QueryResult {
  readonly columns: readonly WireColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** A refusal with its SQLSTATE. */
export class SqlRefusal extends Error {
  constructor(
    readonly state: string,
    words: string,
  ) {
    super(words);
  }
}

export interface SimulatedDatabase {
  readonly user: string;
  readonly password: string;
  /** Never resolves where the database hangs. @throws SqlRefusal */
  query(text: string, values: readonly (string | null)[]): Promise<QueryResult>;
}

const TLS_REQUEST = 80_877_103;
const CANCEL_REQUEST = 80_877_102;
/** Longer messages come from no client of this database. */
const MAX_MESSAGE_BYTES = 100_000;

const md5 = (given: string | Buffer) => createHash('md5').update(given).digest('hex');

export class PostgresqlSession {
  #pending = Buffer.alloc(0);
  #salt = randomBytes(4);
  #stage: 'startup' | 'password' | 'ready' = 'startup';
  #user = '';
  #isInTransaction = false;
  /** After an error everything is skipped up to the client's Sync. */
  #isSkipping = false;
  #text = '';
  #values: (string | null)[] = [];
  #result: QueryResult | undefined;
  /** Messages are answered one after the other, also where an answer takes its time. */
  #turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly socket: Socket,
    private readonly database: SimulatedDatabase,
  ) {
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
  }

  #take(chunk: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    for (;;) {
      const headBytes = this.#stage === 'startup' ? 0 : 1;
      if (this.#pending.length < headBytes + 4) return;
      const length = this.#pending.readInt32BE(headBytes);
      if (length < 4 || length > MAX_MESSAGE_BYTES) return void this.socket.destroy();
      if (this.#pending.length < headBytes + length) return;
      const letter = this.#pending.toString('latin1', 0, headBytes);
      const body = this.#pending.subarray(headBytes + 4, headBytes + length);
      this.#pending = this.#pending.subarray(headBytes + length);
      if (this.#stage === 'startup') this.#start(new MessageReader(body));
      else this.#turn = this.#turn.then(() => this.#answer(letter, new MessageReader(body)));
    }
  }

  #start(reader: MessageReader): void {
    const version = reader.int32();
    // This database is on the same machine and offers no TLS, as many do.
    if (version === TLS_REQUEST) return void this.socket.write('N');
    if (version === CANCEL_REQUEST) return void this.socket.destroy();
    for (let name = reader.text(); name !== ''; name = reader.text()) {
      const value = reader.text();
      if (name === 'user') this.#user = value;
    }
    this.#stage = 'password';
    this.socket.write(authenticationMd5(this.#salt));
  }

  #signIn(given: string): void {
    const { user, password } = this.database;
    const inner = md5(`${password}${user}`);
    const expected = `md5${md5(Buffer.concat([Buffer.from(inner), this.#salt]))}`;
    if (this.#user !== user || given !== expected)
      return void this.socket.end(errorResponse('28P01', 'password authentication failed'));
    this.#stage = 'ready';
    this.socket.write(
      Buffer.concat([
        authenticationOk(),
        parameterStatus('server_version', '15.0 (simulated)'),
        parameterStatus('client_encoding', 'UTF8'),
        backendKey(1, 1),
        readyForQuery('I'),
      ]),
    );
  }

  async #answer(letter: string, reader: MessageReader): Promise<void> {
    if (this.#stage === 'password') return this.#signIn(reader.text());
    if (this.#isSkipping && letter !== 'S' && letter !== 'X') return;
    try {
      const reply = await this.#reply(letter, reader);
      if (reply.length > 0 && !this.socket.destroyed) this.socket.write(reply);
    } catch (error) {
      const refusal = error instanceof SqlRefusal ? error : new SqlRefusal('XX000', String(error));
      this.#isSkipping = true;
      if (!this.socket.destroyed) this.socket.write(errorResponse(refusal.state, refusal.message));
    }
  }

  async #reply(letter: string, reader: MessageReader): Promise<Buffer> {
    switch (letter) {
      case 'Q':
        return this.#simple(reader.text());
      case 'P':
        reader.text();
        this.#text = reader.text();
        return parseComplete();
      case 'B':
        this.#bind(reader);
        return bindComplete();
      case 'D':
        return rowDescription((await this.#run()).columns);
      case 'E':
        reader.text();
        return this.#execute(reader.int32());
      case 'C':
        return closeComplete();
      case 'S':
        this.#isSkipping = false;
        return readyForQuery(this.#isInTransaction ? 'T' : 'I');
      case 'X':
        this.socket.end();
        return Buffer.alloc(0);
      default:
        return Buffer.alloc(0);
    }
  }

  #bind(reader: MessageReader): void {
    reader.text();
    reader.text();
    for (let count = reader.int16(); count > 0; count -= 1) reader.int16();
    this.#values = Array.from({ length: reader.int16() }, () => reader.value());
    this.#result = undefined;
  }

  async #run(): Promise<QueryResult> {
    return (this.#result ??= await this.database.query(this.#text, this.#values));
  }

  async #execute(maxRows: number): Promise<Buffer> {
    const { rows } = await this.#run();
    const sent = maxRows > 0 ? rows.slice(0, maxRows) : rows;
    const end = sent.length < rows.length ? portalSuspended() : commandComplete(`SELECT ${sent.length}`);
    return Buffer.concat([...sent.map(dataRow), end]);
  }

  /** What clients say about the session itself; it has nothing that could be set. */
  #simple(text: string): Buffer {
    const replies = text.split(';').flatMap((statement) => {
      const word = /^\s*(\w+)/.exec(statement)?.[1]?.toUpperCase();
      if (word === undefined) return [];
      if (word === 'BEGIN') this.#isInTransaction = true;
      if (word === 'COMMIT' || word === 'ROLLBACK') this.#isInTransaction = false;
      if (word !== 'SELECT') return [commandComplete(word)];
      return [rowDescription([{ name: 'set_config', type: 25 }]), commandComplete('SELECT 0')];
    });
    return Buffer.concat([...replies, readyForQuery(this.#isInTransaction ? 'T' : 'I')]);
  }
}
