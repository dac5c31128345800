/**
 * What the Functions runtime puts beside a function, and the part of the `twilio` client that the app uses.
 * Types for `tsc --checkJs --strict` only: this file is no function and is not deployed.
 */

/** One function of the Build; `path` is where its file lies. */
interface FunctionResource {
  path: string;
}

declare const Runtime: {
  /** All functions of the Build, by path without the leading slash. */
  getFunctions(): Record<string, FunctionResource>;
};

interface TwilioResponse {
  setStatusCode(status: number): unknown;
  appendHeader(name: string, value: string): unknown;
  setBody(body: unknown): unknown;
}

declare const Twilio: {
  Response: new () => TwilioResponse;
};

/** The environment's Variables, and what the runtime adds to them. */
interface Context {
  getTwilioClient(options?: object): TwilioClient;
  [variable: string]: any;
}

/** Query and body of the request, as text. */
interface FunctionEvent {
  [parameter: string]: any;
}

type Callback = (error: unknown, answer?: unknown) => void;
type Handler = (context: Context, event: FunctionEvent, callback: Callback) => Promise<void>;

interface SyncItem {
  key: string;
  revision: string;
  data: any;
  dateExpires: Date | null;
}

interface SyncItemContext {
  fetch(): Promise<SyncItem>;
  update(parameters: { data: any; itemTtl: number; ifMatch: string }): Promise<SyncItem>;
}

interface SyncItemList {
  (key: string): SyncItemContext;
  create(parameters: { key: string; data: any; itemTtl: number }): Promise<SyncItem>;
  list(query: {
    from?: string;
    bounds?: 'exclusive';
    order: 'asc';
    pageSize: number;
    limit: number;
  }): Promise<SyncItem[]>;
  page(parameters: {
    pageSize: number;
    pageToken?: string;
  }): Promise<{ instances: SyncItem[]; nextPageUrl?: string }>;
}

interface TwilioMessage {
  sid: string;
  status: string;
  body: string;
  to: string;
  from: string | null;
  direction: string;
  messagingServiceSid: string | null;
  dateCreated: Date;
  dateSent: Date | null;
  errorCode: number | null;
}

interface MessageParameters {
  to: string;
  messagingServiceSid: string;
  body: string;
  scheduleType?: 'fixed';
  sendAt?: Date;
}

interface MessageList {
  (sid: string): {
    fetch(): Promise<TwilioMessage>;
    update(parameters: { status: 'canceled' }): Promise<TwilioMessage>;
  };
  create(parameters: MessageParameters): Promise<TwilioMessage>;
  list(parameters: { to: string; from?: string; limit: number; pageSize: number }): Promise<TwilioMessage[]>;
}

interface TwilioClient {
  messages: MessageList;
  studio: {
    v2: {
      flows(sid: string): {
        executions: {
          create(parameters: { to: string; from: string; parameters: object }): Promise<{ sid: string }>;
        };
      };
    };
  };
  sync: { v1: { services(sid: string): { syncMaps(sid: string): { syncMapItems: SyncItemList } } } };
}
