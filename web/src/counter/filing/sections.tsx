import type { Desk } from './filing-data.ts';
import { AccountSection } from './sections/account-section.tsx';
import { ActingSection } from './sections/acting-section.tsx';
import { BusinessSection } from './sections/business-section.tsx';
import { CardSection } from './sections/card-section.tsx';
import { IdentitySection } from './sections/identity-section.tsx';
import { KindSection } from './sections/kind-section.tsx';
import { LicenceSection } from './sections/licence-section.tsx';
import { OwnersSection } from './sections/owners-section.tsx';
import { PlanSection } from './sections/plan-section.tsx';
import { PremisesSection } from './sections/premises-section.tsx';
import { SceneSection } from './sections/scene-section.tsx';

const isAsked = (desk: Desk, item: string): boolean => desk.application.requirements.some((one) => one.item === item);

export function Sections({ desk }: { desk: Desk }) {
  return (
    <>
      <KindSection desk={desk} />
      <IdentitySection desk={desk} />
      {isAsked(desk, 'licence') && <LicenceSection desk={desk} />}
      {isAsked(desk, 'authorisation') && <ActingSection desk={desk} />}
      {isAsked(desk, 'owners') && <OwnersSection desk={desk} />}
      <PlanSection desk={desk} />
      {isAsked(desk, 'bank_card') && <CardSection desk={desk} />}
      {isAsked(desk, 'account_permit') && <AccountSection desk={desk} />}
      {isAsked(desk, 'premises') && <PremisesSection desk={desk} />}
      <SceneSection desk={desk} />
      <BusinessSection desk={desk} />
    </>
  );
}
