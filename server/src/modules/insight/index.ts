/** Insight: figures over what other modules publish for reading; writes nothing. */
export { onboardingMetrics, type OnboardingMetrics } from './queries/onboarding.ts';
export { STEPS } from './domain/onboarding-metrics.ts';
