import { Switch } from 'antd-mobile';
import { useState } from 'react';
import { useWords } from '../../kit/language.ts';
import { announce, setVoice, setVoiceVolume, voiceOn, voiceVolume } from './voice.ts';
import { words } from './words.ts';

/** Whether this phone says aloud what comes in, and how loud; each change is heard at once. */
export function Voice() {
  const t = useWords(words);
  const [on, setOn] = useState(voiceOn);
  const [volume, setVolume] = useState(voiceVolume);
  return (
    <section className="card">
      <div className="split">
        <span>{t('voice')}</span>
        <Switch
          checked={on}
          aria-label={t('voice')}
          onChange={(next) => {
            setVoice(next);
            setOn(next);
            if (next) announce(t('voice'));
          }}
        />
      </div>
      {on && (
        <label className="volume small">
          <span>{t('volume')}</span>
          <input
            type="range"
            min={10}
            max={100}
            step={10}
            value={volume}
            onChange={(event) => {
              const next = Number(event.target.value);
              setVolume(next);
              setVoiceVolume(next);
            }}
            onPointerUp={() => announce(t('voice'))}
          />
        </label>
      )}
    </section>
  );
}
