import { useEffect, useRef, useState, type RefObject } from 'react';

/** Which camera this desk works with: a document camera is rarely the first in the list. */
const KEPT = 'kaitong.counter.camera';

export interface Camera {
  readonly state: 'opening' | 'live' | 'failed';
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly stream: MediaStream | undefined;
  readonly cameras: readonly { readonly id: string; readonly label: string }[];
  readonly chosen: string | undefined;
  readonly choose: (id: string) => void;
  readonly retry: () => void;
}

async function open(size: MediaTrackConstraints, id: string | undefined): Promise<MediaStream> {
  const any = { video: { ...size, facingMode: 'environment' } };
  if (id === undefined) return navigator.mediaDevices.getUserMedia(any);
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { ...size, deviceId: { exact: id } } });
  } catch {
    return navigator.mediaDevices.getUserMedia(any); // the one that was chosen is unplugged
  }
}

const stop = (stream: MediaStream | undefined): void => stream?.getTracks().forEach((track) => track.stop());

/** A camera of this desk, open for as long as its dialog is. */
export function useCamera(width: number): Camera {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<Camera['state']>('opening');
  const [stream, setStream] = useState<MediaStream>();
  const [cameras, setCameras] = useState<Camera['cameras']>([]);
  const [asked, setAsked] = useState({ id: localStorage.getItem(KEPT) ?? undefined, again: 0 });
  useEffect(() => {
    let opened: MediaStream | undefined;
    let over = false;
    const begin = async (): Promise<void> => {
      try {
        opened = await open({ width: { ideal: width } }, asked.id);
        if (over) return stop(opened);
        setStream(opened);
        setState('live');
        // their names are told only once one of them was allowed
        const all = await navigator.mediaDevices.enumerateDevices();
        setCameras(
          all
            .filter((one) => one.kind === 'videoinput' && one.deviceId !== '')
            .map((one, i) => ({ id: one.deviceId, label: one.label === '' ? String(i + 1) : one.label })),
        );
      } catch {
        if (!over) setState('failed');
      }
      return undefined;
    };
    void begin();
    return () => {
      over = true;
      stop(opened);
      setStream(undefined);
    };
  }, [asked, width]);
  // after every drawing: the picture that was taken hides the video for a while
  useEffect(() => {
    if (video.current !== null && stream !== undefined && video.current.srcObject !== stream)
      video.current.srcObject = stream;
  });
  const choose = (id: string): void => {
    localStorage.setItem(KEPT, id);
    setState('opening');
    setAsked((before) => ({ ...before, id }));
  };
  const retry = (): void => {
    setState('opening');
    setAsked((before) => ({ ...before, again: before.again + 1 }));
  };
  const chosen = stream?.getVideoTracks()[0]?.getSettings().deviceId;
  return { state, video, stream, cameras, chosen, choose, retry };
}
