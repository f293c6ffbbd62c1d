// The benchmark's call flow in JavaScript, as one writes it by hand.

export const handler = async (event) => {
  const callId = event.CallDetails.Participants[0]?.CallId;
  return { SchemaVersion: '1.0', Actions: actions(event, callId) };
};

function actions(event, CallId) {
  switch (event.InvocationEventType) {
    case 'NEW_INBOUND_CALL':
    case 'CALL_ANSWERED':
      return [speakAndGetDigits(CallId)];
    case 'ACTION_SUCCESSFUL':
      switch (event.ActionData.Type) {
        case 'SpeakAndGetDigits':
        case 'PlayAudioAndGetDigits':
          return [speak(CallId, `You pressed ${event.ActionData.ReceivedDigits}`), hangup(CallId)];
        default:
          return [];
      }
    case 'DIGITS_RECEIVED':
      return [{ Type: 'Pause', Parameters: { CallId, DurationInMilliseconds: 500 } }];
    case 'ACTION_FAILED':
      return [hangup(CallId)];
    default:
      return [];
  }
}

const speakAndGetDigits = (CallId) => ({
  Type: 'SpeakAndGetDigits',
  Parameters: {
    CallId,
    SpeechParameters: { Text: 'Welcome. Press 1 for sales, 2 for support.' },
    FailureSpeechParameters: { Text: 'Sorry, try again.' },
    MinNumberOfDigits: 1,
    MaxNumberOfDigits: 1,
    Repeat: 3,
    RepeatDurationInMilliseconds: 5000,
  },
});

const speak = (CallId, Text) => ({ Type: 'Speak', Parameters: { CallId, Text } });

const hangup = (CallId) => ({ Type: 'Hangup', Parameters: { CallId, SipResponseCode: '0' } });
