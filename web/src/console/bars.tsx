export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly text: string;
  /** The one to look at. */
  readonly strong?: boolean;
}

/** A bar chart of a handful of values: names on the left, lengths to scale, the value in words at the end. */
export function Bars({ title, bars, empty }: { title: string; bars: readonly Bar[]; empty: string }) {
  const most = Math.max(1, ...bars.map((one) => one.value));
  return (
    <figure className="bars">
      <figcaption>{title}</figcaption>
      {bars.length === 0 ? (
        <p className="dim">{empty}</p>
      ) : (
        <dl>
          {bars.map((one) => (
            <div key={one.name} className={one.strong === true ? 'strong' : ''}>
              <dt>{one.name}</dt>
              <dd>
                <i style={{ width: `${Math.max(1, (one.value / most) * 100)}%` }} aria-hidden="true" />
                <span>{one.text}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </figure>
  );
}
