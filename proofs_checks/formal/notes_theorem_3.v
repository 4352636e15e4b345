(* The notes' Theorem 3: at a local minimiser of f over C = {g <= 0} under MFCQ, Lagrange multipliers exist,
   and they form a closed and bounded set. The direction u of MFCQ is written for g >= 0, as in the notes.
   Any n, finitely many constraints, continuous gradients. *)
From Coq Require Import Reals Lra Psatz Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import sums smooth sequences linear calculus notes_lemma_3.
Open Scope R_scope.

Section Multipliers.
Variables (n m : nat) (f : (nat -> R) -> R) (df : (nat -> R) -> nat -> R).
Variables (g : nat -> (nat -> R) -> R) (a : nat -> (nat -> R) -> nat -> R) (x u : nat -> R).
Hypothesis Hf : C1 n f df.
Hypothesis Hg : forall j, (j < m)%nat -> C1 n (g j) (a j).
Hypothesis Hx : forall j, (j < m)%nat -> g j x <= 0.
Hypothesis minimal : exists r, 0 < r /\ forall y, (forall j, (j < m)%nat -> g j y <= 0) ->
  norm2 n (fun i => y i - x i) <= r ^ 2 -> f x <= f y.
Hypothesis mfcq : forall j, (j < m)%nat -> 0 <= g j x -> 0 < dot n (a j x) u.

Definition multiplier (lam : nat -> R) : Prop := (forall j, (j < m)%nat -> 0 <= lam j /\ lam j * g j x = 0) /\
  forall i, (i < n)%nat -> df x i + combine m lam (fun j => a j x) i = 0.

(* the constraints as g >= 0 *)
Notation ng := (fun j y => - g j y).
Notation na := (fun j y i => - a j y i).
Lemma dot_opp y d : dot n (fun i => - y i) d = - dot n y d.
Proof. unfold dot. rewrite <- sum_opp. apply sum_ext; intros; ring. Qed.
Lemma dot_opp_r y d : dot n y (fun i => - d i) = - dot n y d.
Proof. unfold dot. rewrite <- sum_opp. apply sum_ext; intros; ring. Qed.
Lemma turned j : (j < m)%nat -> C1 n (ng j) (na j).
Proof.
  intros Hj. destruct (Hg j Hj) as [G C]. split.
  - intros y h t. rewrite dot_opp. apply (is_derive_opp (fun s => g j (at_ y h s))), G.
  - intros y e He. destruct (C y e He) as (d & D0 & D). exists d. split; [exact D0|]. intros z Hz.
    eapply Rle_trans; [|apply (D z Hz)]. right. unfold norm2. apply sum_ext; intros; ring.
Qed.

(* no descent of f along a direction that the active gradients allow *)
Lemma no_descent d : (forall j, (j < m)%nat -> 0 <= g j x -> dot n (a j x) d <= 0) -> 0 <= dot n (df x) d.
Proof.
  intros A. apply le_epsilon. intros e He. set (p := dot n (df x) u).
  set (s := e / (Rabs p + 1)). assert (P := Rabs_pos p). assert (s0 : 0 < s) by (apply Rdiv_lt_0_compat; lra).
  assert (sp : s * Rabs p <= e).
  { assert (X : s * (Rabs p + 1) = e) by (unfold s; field; lra). assert (0 <= s) by lra. nra. }
  set (c := fun i => d i + s * - u i).
  assert (C : dot n (df x) c = dot n (df x) d - s * p).
  { unfold c. rewrite dot_plus, dot_scal, dot_opp_r. unfold p. ring. }
  assert (N : 0 <= dot n (df x) c).
  { apply Rnot_lt_le. intros N.
    destruct (straight_line n m ng x (fun j => na j x) (smooth_at n m ng x na turned) c) as (T & T0 & HT).
    - intros j Hj. specialize (Hx j Hj). lra.
    - intros j [Hj Z]. unfold c. rewrite dot_opp, dot_plus, dot_scal, dot_opp_r.
      specialize (A j Hj ltac:(lra)). assert (M := mfcq j Hj ltac:(lra)).
      assert (0 < s * dot n (a j x) u) by (apply Rmult_lt_0_compat; assumption). lra.
    - destruct minimal as (r & r0 & Hr).
      destruct (grows n (fun y => - f y) (fun i => - df x i) x c) as (U & U0 & HU).
      + apply (expansion n (fun y => - f y) (fun y i => - df y i)). destruct Hf as [G K]. split.
        * intros y h t. rewrite dot_opp. apply (is_derive_opp (fun s => f (at_ y h s))), G.
        * intros y b Hb. destruct (K y b Hb) as (q & q0 & Hq). exists q. split; [exact q0|]. intros z Hz.
          eapply Rle_trans; [|apply (Hq z Hz)]. right. unfold norm2. apply sum_ext; intros; ring.
      + rewrite dot_opp. lra.
      + set (b := sqrt (norm2 n c) + 1). assert (b0 : 0 < b) by (unfold b; assert (B := sqrt_pos (norm2 n c)); lra).
        assert (bb : norm2 n c <= b ^ 2).
        { rewrite <- (pow2_sqrt _ (norm2_pos n c)). apply pow_incr. split; [apply sqrt_pos | unfold b; lra]. }
        set (t := Rmin T (Rmin U (r / b))). assert (q0 : 0 < r / b) by (apply Rdiv_lt_0_compat; assumption).
        assert (T1 := Rmin_l T (Rmin U (r / b))). assert (T2 := Rmin_r T (Rmin U (r / b))).
        assert (T3 := Rmin_l U (r / b)). assert (T4 := Rmin_r U (r / b)). fold t in T1, T2.
        assert (t0 : 0 < t) by (unfold t; repeat apply Rmin_glb_lt; assumption).
        specialize (HT t ltac:(lra)). specialize (HU t ltac:(lra)). cbv beta in HU.
        assert (F : f x <= f (at_ x c t)); [|lra]. apply Hr.
        * intros j Hj. specialize (HT j Hj). cbv beta in HT. lra.
        * replace (norm2 n (fun i => at_ x c t i - x i)) with (t ^ 2 * norm2 n c).
          -- apply Rle_trans with (t ^ 2 * b ^ 2); [apply Rmult_le_compat_l; [apply pow2_ge_0 | exact bb]|].
             rewrite <- Rpow_mult_distr. apply pow_incr. split; [apply Rmult_le_pos; lra|].
             apply Rle_trans with (r / b * b); [apply Rmult_le_compat_r; lra | right; field; lra].
          -- unfold norm2. rewrite <- sum_scal. apply sum_ext; intros; unfold at_; ring. }
  assert (Q := Rle_abs p). assert (Q' := Rle_abs (- p)). rewrite Rabs_Ropp in Q'. nra.
Qed.

Theorem multipliers_exist : exists lam, multiplier lam.
Proof.
  destruct (multipliers n m ng x (fun j => na j x) (fun i => - df x i)) as (lam & L & E).
  - intros d A. rewrite dot_opp. assert (P : 0 <= dot n (df x) d); [|lra].
    apply no_descent. intros j Hj Z. assert (I : active m ng x j) by (split; [exact Hj | lra]).
    specialize (A j I). cbv beta in A. rewrite dot_opp in A. lra.
  - exists lam. split.
    + intros j Hj. destruct (L j Hj) as [L0 L1]. split; [exact L0|].
      destruct (Req_dec (g j x) 0) as [Z|Z]; [rewrite Z; ring|]. specialize (Hx j Hj). rewrite L1 by lra. ring.
    + intros i Hi. specialize (E i Hi). cbv beta in E.
      assert (O : combine m lam (fun j => na j x) i = - combine m lam (fun j => a j x) i).
      { unfold combine. rewrite <- sum_opp. apply sum_ext; intros; ring. }
      rewrite O in E. lra.
Qed.

Theorem multipliers_bounded : exists B, forall lam, multiplier lam -> forall j, (j < m)%nat -> Rabs (lam j) <= B.
Proof.
  assert (One : forall k, (k <= m)%nat -> exists B, forall lam, multiplier lam -> forall j, (j < k)%nat -> Rabs (lam j) <= B).
  { induction k as [|k IH]; intros Hk; [exists 0; intros; lia|]. destruct IH as [B HB]; [lia|].
    exists (Rmax B (Rabs (dot n (df x) u) / Rabs (dot n (a k x) u))). intros lam H j Hj.
    destruct (Nat.eq_dec j k) as [->|N]; [|eapply Rle_trans; [apply (HB lam H); lia | apply Rmax_l]].
    eapply Rle_trans; [|apply Rmax_r]. destruct H as [L E]. destruct (L k ltac:(lia)) as [L0 L1].
    destruct (Rlt_dec (g k x) 0) as [G|G].
    - assert (Z : lam k = 0) by (apply Rmult_integral in L1; destruct L1; lra). rewrite Z, Rabs_R0.
      unfold Rdiv. destruct (Req_dec (dot n (a k x) u) 0) as [D|D].
      + rewrite D, Rabs_R0, Rinv_0. lra.
      + apply Rmult_le_pos; [apply Rabs_pos|]. apply Rlt_le, Rinv_0_lt_compat, Rabs_pos_lt, D.
    - assert (P := mfcq k ltac:(lia) ltac:(lra)). rewrite (Rabs_pos_eq (dot n (a k x) u)) by lra.
      rewrite Rabs_pos_eq by exact L0. apply Rmult_le_reg_r with (dot n (a k x) u); [exact P|].
      unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
      assert (S : dot n (df x) u + sum m (fun j => lam j * dot n (a j x) u) = 0).
      { rewrite <- (dot_combine n m lam (fun j => a j x) u). unfold dot. rewrite <- sum_plus.
        rewrite (sum_ext n _ (fun _ => 0)); [rewrite sum_const; ring|]. intros i Hi.
        rewrite <- Rmult_plus_distr_r, E by exact Hi. ring. }
      assert (T : forall j, (j < m)%nat -> 0 <= lam j * dot n (a j x) u).
      { intros j Hj'. destruct (L j Hj') as [M0 M1]. destruct (Rlt_dec (g j x) 0) as [G'|G'].
        - apply Rmult_integral in M1. destruct M1 as [->|]; [|lra]. lra.
        - apply Rmult_le_pos; [exact M0|]. apply Rlt_le, mfcq; [exact Hj' | lra]. }
      assert (One : lam k * dot n (a k x) u <= sum m (fun j => lam j * dot n (a j x) u)).
      { assert (Gen : forall p, (forall j, (j < p)%nat -> 0 <= lam j * dot n (a j x) u) -> (k < p)%nat ->
          lam k * dot n (a k x) u <= sum p (fun j => lam j * dot n (a j x) u)).
        { induction p as [|p IHp]; intros Hp Lk; [lia|]. cbn [sum]. assert (Z := Hp p ltac:(lia)).
          assert (W : 0 <= sum p (fun j => lam j * dot n (a j x) u)) by (apply sum_pos; intros; apply Hp; lia).
          destruct (Nat.eq_dec k p) as [->|Nk]; [lra|]. specialize (IHp ltac:(intros; apply Hp; lia) ltac:(lia)). lra. }
        apply Gen; [exact T | lia]. }
      assert (A := Rle_abs (- dot n (df x) u)). rewrite Rabs_Ropp in A. lra. }
  destruct (One m (Nat.le_refl m)) as [B HB]. exists B. exact HB.
Qed.

Theorem multipliers_closed (Lam : nat -> nat -> R) lam : (forall k, multiplier (Lam k)) -> tends m Lam lam -> multiplier lam.
Proof.
  intros H T. split.
  - intros j Hj. specialize (T j Hj). split.
    + apply (is_lim_seq_le (fun _ => 0) (fun k => Lam k j) 0 (lam j)); [|apply is_lim_seq_const | exact T].
      intros k. apply (H k). exact Hj.
    + assert (P : is_lim_seq (fun k => Lam k j * g j x) (lam j * g j x))
        by (apply is_lim_seq_mult'; [exact T | apply is_lim_seq_const]).
      assert (Z : is_lim_seq (fun k => Lam k j * g j x) 0).
      { apply is_lim_seq_ext with (fun _ => 0); [|apply is_lim_seq_const]. intros k. symmetry. apply (H k), Hj. }
      apply is_lim_seq_unique in P. apply is_lim_seq_unique in Z. rewrite P in Z. injection Z as Z. exact Z.
  - intros i Hi. assert (P : is_lim_seq (fun k => df x i + combine m (Lam k) (fun j => a j x) i)
      (df x i + combine m lam (fun j => a j x) i)).
    { apply is_lim_seq_plus'; [apply is_lim_seq_const|].
      apply (lim_sum m (fun k j => Lam k j * a j x i) (fun j => lam j * a j x i)). intros j Hj.
      apply is_lim_seq_mult'; [apply T, Hj | apply is_lim_seq_const]. }
    assert (Z : is_lim_seq (fun k => df x i + combine m (Lam k) (fun j => a j x) i) 0).
    { apply is_lim_seq_ext with (fun _ => 0); [|apply is_lim_seq_const]. intros k. symmetry. apply (H k), Hi. }
    apply is_lim_seq_unique in P. apply is_lim_seq_unique in Z. rewrite P in Z. injection Z as Z. exact Z.
Qed.
End Multipliers.

(* the sup over lambda >= 0 of sum lambda_j g_j is 0 where all g_j <= 0, and infinite elsewhere *)
Theorem supremum m (g : nat -> R) :
  ((forall j, (j < m)%nat -> g j <= 0) -> forall lam, (forall j, (j < m)%nat -> 0 <= lam j) ->
    sum m (fun j => lam j * g j) <= sum m (fun j => 0 * g j)) /\
  ((exists j, (j < m)%nat /\ 0 < g j) -> forall B, exists lam, (forall j, (j < m)%nat -> 0 <= lam j) /\
    B <= sum m (fun j => lam j * g j)).
Proof.
  split.
  - intros G lam L. apply sum_le. intros j Hj. specialize (G j Hj). specialize (L j Hj). nra.
  - intros (k & Hk & P) B. set (c := Rabs B / g k).
    assert (c0 : 0 <= c) by (apply Rmult_le_pos; [apply Rabs_pos | apply Rlt_le, Rinv_0_lt_compat, P]).
    exists (fun j => if Nat.eq_dec j k then c else 0). split; [intros j _; destruct Nat.eq_dec; lra|].
    assert (E : forall p, sum p (fun j => (if Nat.eq_dec j k then c else 0) * g j) = if lt_dec k p then c * g k else 0).
    { induction p as [|p IH]; cbn [sum]; [destruct (lt_dec k 0); [lia | reflexivity]|]. rewrite IH.
      destruct (Nat.eq_dec p k) as [->|N]; repeat match goal with |- context [lt_dec ?a ?b] => destruct (lt_dec a b) end; try lia; ring. }
    rewrite E. destruct (lt_dec k m); [|lia]. assert (C : c * g k = Rabs B) by (unfold c; field; lra).
    rewrite C. apply Rle_abs.
Qed.
