/** What an ONVIF device says of itself (ONVIF Core and Media, version 10). */
import { randomBytes } from 'node:crypto';
import { UpstreamError } from '../../shared/errors.ts';
import type { Exchange } from '../connector.ts';
import { childOf, escapeXml, soapBody, soapRequest, textAt, type SoapNode } from './soap.ts';

const DEVICE = 'http://www.onvif.org/ver10/device/wsdl';
const MEDIA = 'http://www.onvif.org/ver10/media/wsdl';
const NONCE_BYTES = 16;
/** A SOAP answer of a device has some kilobytes; GetProfiles of one with many channels a hundred. */
const MAX_ANSWER_BYTES = 1_000_000;

export interface DeviceQuestion {
  readonly exchange: Exchange;
  readonly url: string;
  readonly user: string | undefined;
  readonly password: string;
  readonly wantsSnapshot: boolean;
  readonly maxDepth: number;
  readonly nowMs: number;
}

export interface DeviceFacts {
  /** By how much its clock goes before ours; null when it does not say. */
  readonly clockAheadSeconds: number | null;
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  /** Of the first profile that has one, without user and password. It is told, never followed here. */
  readonly snapshotUrl: string | null;
}

/** @throws UpstreamError */
export async function askDevice(question: DeviceQuestion): Promise<DeviceFacts> {
  const { url, nowMs, wantsSnapshot } = question;
  const time = await call(question, url, `<GetSystemDateAndTime xmlns="${DEVICE}"/>`);
  const deviceMs = utcOf(childOf(childOf(time, 'GetSystemDateAndTimeResponse'), 'SystemDateAndTime'));
  const signed = { ...question, createdMs: deviceMs ?? nowMs };
  const about = childOf(
    await call(signed, url, `<GetDeviceInformation xmlns="${DEVICE}"/>`),
    'GetDeviceInformationResponse',
  );
  if (about === undefined)
    throw new UpstreamError({ reason: 'malformed', message: 'it says nothing of itself' });
  return {
    clockAheadSeconds: deviceMs === undefined ? null : Math.round((deviceMs - nowMs) / 1000),
    manufacturer: textAt(about, 'Manufacturer') ?? null,
    model: textAt(about, 'Model') ?? null,
    firmware: textAt(about, 'FirmwareVersion') ?? null,
    snapshotUrl: wantsSnapshot ? await snapshotOf(signed) : null,
  };
}

type Signed = DeviceQuestion & { readonly createdMs: number };

async function snapshotOf(question: Signed): Promise<string | null> {
  const { url } = question;
  const wish = `<GetCapabilities xmlns="${DEVICE}"><Category>Media</Category></GetCapabilities>`;
  const capabilities = await call(question, url, wish);
  const media = textAt(childOf(capabilities, 'GetCapabilitiesResponse'), 'Capabilities', 'Media', 'XAddr');
  const mediaUrl = sameHost(media, url);
  const profiles = childOf(
    await call(question, mediaUrl, `<GetProfiles xmlns="${MEDIA}"/>`),
    'GetProfilesResponse',
  );
  const token = textAt(profiles, 'Profiles', '@token');
  if (token === undefined) return null;
  const named = `<ProfileToken>${escapeXml(token)}</ProfileToken>`;
  const answer = await call(question, mediaUrl, `<GetSnapshotUri xmlns="${MEDIA}">${named}</GetSnapshotUri>`);
  return withoutUser(textAt(childOf(answer, 'GetSnapshotUriResponse'), 'MediaUri', 'Uri'));
}

/**
 * A device tells its services by the address it thinks it has, which is wrong behind a router and could lead anywhere: its
 * path is taken, its host is not.
 */
function sameHost(told: string | undefined, url: string): string {
  if (told === undefined || !URL.canParse(told)) return url;
  const { pathname, search } = new URL(told);
  return new URL(`${pathname}${search}`.replace(/^\/+/, '/'), url).href;
}

function withoutUser(told: string | undefined): string | null {
  if (told === undefined || !URL.canParse(told)) return null;
  const url = new URL(told);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  url.username = '';
  url.password = '';
  return url.href;
}

async function call(
  question: DeviceQuestion & { createdMs?: number },
  url: string,
  body: string,
): Promise<SoapNode> {
  const { exchange, user, password, maxDepth, createdMs } = question;
  const token =
    user === undefined || createdMs === undefined
      ? undefined
      : { user, password, nonce: randomBytes(NONCE_BYTES), createdMs };
  const answer = await exchange({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/soap+xml; charset=utf-8' },
    body: soapRequest(body, token),
    maxBytes: MAX_ANSWER_BYTES,
  });
  return soapBody(answer.body, maxDepth);
}

function utcOf(node: SoapNode | undefined): number | undefined {
  const utc = childOf(node, 'UTCDateTime');
  const number = (...path: string[]) => Number(textAt(utc, ...path) ?? Number.NaN);
  const atMs = Date.UTC(
    number('Date', 'Year'),
    number('Date', 'Month') - 1,
    number('Date', 'Day'),
    number('Time', 'Hour'),
    number('Time', 'Minute'),
    number('Time', 'Second'),
  );
  return Number.isNaN(atMs) ? undefined : atMs;
}
