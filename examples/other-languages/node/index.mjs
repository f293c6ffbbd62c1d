// A front desk as an ES module, with an async function.

const { SALES = '+12065550123' } = process.env;
const MENU = 'For our opening hours, press 1. For sales, press 2.';

/** Answers an event of the audio service. */
export const handler = async (event, context) => {
  const { CallDetails, ActionData, InvocationEventType } = event;
  const attributes = CallDetails.TransactionAttributes ?? {};
  const questions = Number(attributes.questions ?? 0);
  console.log(InvocationEventType, ActionData?.Type ?? '', `${context.getRemainingTimeInMillis()} ms left`);
  switch (InvocationEventType) {
    case 'NEW_INBOUND_CALL':
      return reply([menu(`Welcome. ${MENU}`)], { questions: '0' });
    case 'ACTION_SUCCESSFUL':
      if (ActionData.Type !== 'SpeakAndGetDigits') return reply([]);
      if (ActionData.ReceivedDigits === '2') return reply([bridge(CallDetails)]);
      return reply([menu(`We are open from nine to five. ${MENU}`)], { questions: String(questions + 1) });
    case 'ACTION_FAILED':
      // An apology that fails is not followed by another one.
      if (ActionData.Type === 'Speak') return reply([hangup('LEG-A')]);
      return reply([speak('Please call again later. Goodbye.'), hangup('LEG-A')]);
    case 'HANGUP':
      // The service hangs up neither leg when the other one ends.
      return reply(CallDetails.Participants
        .filter((leg) => leg.Status === 'Connected')
        .map((leg) => hangup(leg.ParticipantTag)));
    default:
      return reply([]);
  }
};

const reply = (Actions, TransactionAttributes) =>
  ({ SchemaVersion: '1.0', Actions, TransactionAttributes });

const speak = (Text) => ({ Type: 'Speak', Parameters: { Text, ParticipantTag: 'LEG-A' } });

const hangup = (ParticipantTag) =>
  ({ Type: 'Hangup', Parameters: { SipResponseCode: '0', ParticipantTag } });

const menu = (Text) => ({
  Type: 'SpeakAndGetDigits',
  Parameters: {
    ParticipantTag: 'LEG-A',
    SpeechParameters: { Text },
    FailureSpeechParameters: { Text: `Sorry. ${MENU}` },
    InputDigitsRegex: '^[12]$',
    MinNumberOfDigits: 1,
    MaxNumberOfDigits: 1,
    Repeat: 3,
    RepeatDurationInMilliseconds: 5000,
  },
});

const bridge = ({ Participants }) => ({
  Type: 'CallAndBridge',
  Parameters: {
    CallTimeoutSeconds: 20,
    CallerIdNumber: Participants[0].From,
    Endpoints: [{ BridgeEndpointType: 'PSTN', Uri: SALES }],
  },
});
