import { useCities } from './cities.ts';
import { useLanguage } from './language.ts';

/** A plain select: it opens the phone's own wheel, and the keyboard works. */
export function CitySelect({
  value,
  onChange,
  label,
}: {
  value: string;
  onChange: (code: string) => void;
  label: string;
}) {
  const language = useLanguage();
  const cities = useCities();
  return (
    <label className="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {(cities.data?.rows ?? []).map((one) => (
          <option key={one.code} value={one.code}>
            {language === 'en' ? one.en : one.zh}
          </option>
        ))}
      </select>
    </label>
  );
}
