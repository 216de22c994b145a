// What the server answers when it does not do what was asked (RFC 9457), and what we make of no answer at all.

interface ProblemDocument {
  type?: string;
  kind?: string;
  title?: string;
  status?: number;
  detail?: string;
  hint?: string;
}

export class Problem extends Error {
  /** For programs: `unknown_paper`, `taken`, `connection_lost`. */
  readonly kind: string;
  /** What happened, in Vietnamese. */
  readonly title: string;
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** What happened to which thing, in English. */
  readonly detail: string;
  /** What to do next. */
  readonly hint: string | undefined;
  /** How long to wait, when the server said so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(document: ProblemDocument, status: number, retryAfterSeconds?: number) {
    const title = document.title || 'Lỗi hệ thống';
    super(document.detail || title);
    this.name = 'Problem';
    this.kind = document.kind ?? document.type?.split(':').at(-1) ?? 'unknown';
    this.title = title;
    this.status = status;
    this.detail = document.detail ?? '';
    this.hint = document.hint;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  static connectionLost(): Problem {
    return new Problem(
      {
        kind: 'connection_lost',
        title: 'Mất kết nối với máy chủ',
        detail: 'no connection to the server',
        hint: 'Những gì đã nhập vẫn còn. Xin thử lại khi có kết nối.',
      },
      0,
    );
  }

  /** Reads an answer that is not what was asked for; also one that is no problem document. */
  static async of(response: Response): Promise<Problem> {
    const retryAfter = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
    const text = await response.text().catch(() => '');
    return new Problem(
      parse(text) ?? plain(text, response.status),
      response.status,
      Number.isNaN(retryAfter) ? undefined : retryAfter,
    );
  }
}

/** What could not even be read as a request is answered in plain text. */
function plain(text: string, status: number): ProblemDocument {
  const detail = text.slice(0, 300);
  return status === 400 || status === 422 ? { kind: 'value', title: 'Giá trị không đúng', detail } : { detail };
}

function parse(text: string): ProblemDocument | undefined {
  try {
    const document: unknown = JSON.parse(text);
    return typeof document === 'object' && document !== null ? document : undefined;
  } catch {
    return undefined;
  }
}
