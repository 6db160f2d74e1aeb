import { useQuery } from '@tanstack/react-query';
import { client, type Answer } from '../../kit/client.ts';

export type DeviceReport = Answer<'GET /api/console/terminals/reports'>['rows'][number];
export type Terminal = Answer<'GET /api/console/terminals'>['rows'][number];

export type LateReversal = Answer<'GET /api/console/late-reversals'>['rows'][number];

const POLL_MS = 15_000;

export const useDeviceReports = () =>
  useQuery({
    queryKey: ['device-reports'],
    queryFn: () => client.call('GET /api/console/terminals/reports'),
    refetchInterval: POLL_MS,
  });

export const useRelocations = () =>
  useQuery({
    queryKey: ['relocations'],
    queryFn: () => client.call('GET /api/console/terminals/relocations'),
    refetchInterval: POLL_MS,
  });

export const useTerminals = () =>
  useQuery({
    queryKey: ['terminals'],
    queryFn: () => client.call('GET /api/console/terminals'),
    refetchInterval: POLL_MS,
  });

export const useLateReversals = () =>
  useQuery({
    queryKey: ['late-reversals'],
    queryFn: () => client.call('GET /api/console/late-reversals'),
    refetchInterval: POLL_MS,
  });
