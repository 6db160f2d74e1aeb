import type { Pair } from './language.ts';

/** The questions of a video interview, as the applicant hears them; the reviewer reads the same words. */
export const questionWords = {
  who_and_why: ['请说出您的姓名，并说明为什么申请收款终端。', 'Say your name, and why you apply for a terminal.'],
  asked_by_whom: [
    '这次申请是您自己要办的吗？有没有人给您钱或让您代办？',
    'Is it you who wants this? Has anybody paid you or asked you to apply?',
  ],
  deposit_known: [
    '请说出您的姓名，以及您知道的押金金额和退还条件。',
    'Say your name, how much the deposit is and when it comes back.',
  ],
  what_sold: ['您主要卖什么，或提供什么服务？', 'What do you mostly sell, or which service do you offer?'],
  price_of_one: ['请举一样商品或服务，说出它的价格。', 'Name one thing you sell and its price.'],
  since_when: ['这门生意做了多久？平时几点到几点？', 'How long have you done this, and at which hours?'],
  busiest_hour: ['一天里什么时候生意最忙？大约有多少客人？', 'When is it busiest, and about how many customers come?'],
  show_goods: ['请把镜头转向今天的货品或工具，停两秒。', 'Turn the camera to today’s goods or tools for two seconds.'],
  where_today: ['您现在在哪里？平时在哪里经营？', 'Where are you now, and where do you mostly trade?'],
  show_surroundings: ['请把镜头慢慢转一圈，让我们看到周围。', 'Turn the camera slowly around you.'],
} as const satisfies Record<string, Pair>;
