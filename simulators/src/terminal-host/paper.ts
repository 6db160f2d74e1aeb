/** A roll of thermal paper: coated on one side. The head writes on whichever side meets it. */
export type PaperSide = 'right' | 'wrong' | 'none';

/** What came out of the printer: blank where the coated side did not meet the head. */
export interface Strip {
  readonly no: number;
  readonly lines: readonly string[];
  readonly blank: boolean;
  /** Text of the QR code below the lines. */
  readonly code?: string;
}

/** Strips that hang from the printer until somebody tears them off; older ones fall down. */
const stripsMax = 6;

export interface PaperState {
  readonly side: PaperSide;
  readonly strips: readonly Strip[];
}

export class Paper {
  #side: PaperSide;
  #strips: readonly Strip[] = [];
  #printed = 0;
  readonly #changed: () => void;

  constructor(side: PaperSide, changed: () => void) {
    this.#side = side;
    this.#changed = changed;
  }

  state(): PaperState {
    return { side: this.#side, strips: this.#strips };
  }

  /** A roll is put in, turned over, or taken out. */
  load(side: PaperSide): void {
    this.#side = side;
    this.#changed();
  }

  tearOff(): void {
    this.#strips = [];
    this.#changed();
  }

  paper(): 'ready' | 'none' {
    return this.#side === 'none' ? 'none' : 'ready';
  }

  print(lines: readonly string[], code?: string): 'printed' | 'no_paper' {
    if (this.#side === 'none') return 'no_paper';
    this.#printed += 1;
    const strip: Strip = {
      no: this.#printed,
      lines,
      blank: this.#side === 'wrong',
      ...(code === undefined ? {} : { code }),
    };
    this.#strips = [...this.#strips, strip].slice(-stripsMax);
    this.#changed();
    return 'printed';
  }
}
