/** Line drawings of the tab bar and the face step; small enough to keep here. */
import type { ReactNode } from 'react';

function Icon({ children, size = 22 }: { children: ReactNode; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const HomeIcon = () => (
  <Icon>
    <path d="M3 11l9-7 9 7v9H3zM9 20v-6h6v6" />
  </Icon>
);
export const ListIcon = () => (
  <Icon>
    <path d="M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6" />
  </Icon>
);
export const CardIcon = () => (
  <Icon>
    <path d="M3 6h18v12H3zM3 10h18M7 15h4" />
  </Icon>
);
export const BoxIcon = () => (
  <Icon>
    <path d="M7 3h10v18H7zM10 6h4v4h-4zM10 14h.01M14 14h.01M10 17h.01M14 17h.01" />
  </Icon>
);
export const CoinIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="9" />
    <path d="M8 8l4 5 4-5M8 13h8M8 16h8M12 13v5" />
  </Icon>
);
export const PersonIcon = () => (
  <Icon>
    <circle cx="12" cy="8" r="4" />
    <path d="M4 21c1-5 4-7 8-7s7 2 8 7" />
  </Icon>
);
export const CameraIcon = ({ size = 28 }: { size?: number }) => (
  <Icon size={size}>
    <path d="M3 8h4l2-3h6l2 3h4v11H3z" />
    <circle cx="12" cy="13" r="3.5" />
  </Icon>
);
/** Left and right are the person's own; the preview is mirrored, so an arrow to the left is the person's left. */
export function ActionIcon({ action }: { action: 'turn_left' | 'turn_right' | 'open_mouth' | 'nod' | 'rest' }) {
  const marks: Record<typeof action, ReactNode> = {
    turn_left: <path d="M10 6l-6 6 6 6M4 12h16" />,
    turn_right: <path d="M14 6l6 6-6 6M20 12H4" />,
    open_mouth: (
      <>
        <circle cx="12" cy="12" r="9" />
        <path d="M8.5 9h.01M15.5 9h.01" />
        <ellipse cx="12" cy="15" rx="2.6" ry="3.2" fill="currentColor" />
      </>
    ),
    nod: <path d="M6 14l6 6 6-6M12 20V4" />,
    rest: (
      <>
        <circle cx="12" cy="12" r="9" />
        <path d="M8.5 10h.01M15.5 10h.01M9 15h6" />
      </>
    ),
  };
  return <Icon size={72}>{marks[action]}</Icon>;
}
